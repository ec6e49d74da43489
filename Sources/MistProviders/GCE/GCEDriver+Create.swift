import Crypto
import Foundation
import MistModel

/// New machines.
extension GCEDriver {
  private struct NewMachine: Encodable {
    var name: String
    var machineType: String
    var disks: [Disk]
    var networkInterfaces: [Interface]
    var metadata: Metadata?
  }

  private struct Disk: Encodable {
    struct Source: Encodable {
      var sourceImage: String
    }

    var boot = true
    var autoDelete = true
    var initializeParams: Source
  }

  private struct Interface: Encodable {
    var network: String
    var subnetwork: String?
    var accessConfigs: [Access]?
  }

  private struct Access: Encodable {
    var type = "ONE_TO_ONE_NAT"
    var name = "External NAT"
  }

  private struct Metadata: Encodable {
    struct Item: Encodable {
      var key: String
      var value: String
    }

    var items: [Item]
  }

  /// Where a machine's metadata has its keys, each behind the user that it opens.
  static let keysName = "ssh-keys"
  /// Who gets the key on a new machine, as in the original. Google's systems make the user, and let it become root.
  private static let loginUser = "user"
  /// How long an order is watched: when there is no room or no quota, that is known soon.
  private static let orderPatience = Duration.seconds(10)

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    let location = try neededLocation(of: order)
    let zone = location.rawValue
    let image = try GCEImageName(order.image).address(for: api.project)
    let metadata = try order.key.map { key in
      Metadata(items: [Metadata.Item(key: Self.keysName, value: Self.loginUser + ":" + (try line(of: key)))])
    }
    // An order is known by its id for an hour. In another zone there may be a machine of that name as well.
    if let made = try await machineOfEarlierTry(of: order, created: "created"), made.extra["zone"] == .string(zone) {
      return made
    }
    let new = NewMachine(
      name: order.name, machineType: "zones/\(zone)/machineTypes/\(size)",
      disks: [Disk(initializeParams: Disk.Source(sourceImage: image))],
      networkInterfaces: try await interfaces(order.networks, in: zone), metadata: metadata)
    let begun = try await api.post(["zones", zone, "instances"], new, requestID: Self.requestID(of: order))
    _ = try await isDone(begun, in: zone, within: Self.orderPatience, what: "machine \(order.name)")
    let id: MachineID
    if let target = begun.targetId {
      id = MachineID(target)
    } else {
      let made: GCEMachine = try await api.get(
        ["zones", zone, "instances", order.name], [("fields", GCEMachine.fields)])
      id = MachineID(made.id)
    }
    zones[id] = zone
    var extra: [String: JSONValue] = ["zone": .string(zone)]
    if order.key != nil { extra["ssh_user"] = .string(Self.loginUser) }
    return Machine(
      id: id, backend: account.backend, name: order.name, state: .pending, size: size, extra: extra,
      actions: [.destroy, .tag])
  }

  /// The same for the same order, so that the provider does not carry it out twice.
  private static func requestID(of order: MachineOrder) -> String {
    // A UUID made of a name, by RFC 9562, section 5.5, in its namespace for addresses.
    let addresses: [UInt8] = [
      0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
    ]
    let digest = Insecure.SHA1.hash(data: addresses + Array("mist-shell:order:\(order.orderID)".utf8))
    return uuidText(digest, version: 5)
  }

  /// What becomes a label of an address (RFC 1035).
  func checkName(_ name: String) throws {
    let text = name.utf8
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isSound =
      (1...63).contains(text.count) && text.first.map(letters.contains) == true && text.last != UInt8(ascii: "-")
      && text.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at Google",
        hint: "1 to 63 small letters, digits and '-', with a letter first and no '-' at the end")
    }
  }

  private func line(of key: OrderedKey) throws -> String {
    let line = key.publicKey.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !line.contains(where: \.isNewline), line.split(separator: " ").count > 1 else {
      throw MistError(
        .invalid, "the public half of key \(key.name) is not one line as in authorized_keys",
        hint: "describe-key \(key.name) shows it")
    }
    return line
  }

  /// One interface for each network, the first with an address on the internet; the project's default network where none
  /// is named.
  private func interfaces(_ networks: [NetworkID], in zone: String) async throws -> [Interface] {
    guard !networks.isEmpty else { return [Interface(network: "global/networks/default", accessConfigs: [Access()])] }
    let region = zone.split(separator: "-").dropLast().joined(separator: "-")
    var interfaces: [Interface] = []
    for id in networks {
      let network: GCENetwork = try await api.get(
        ["global", "networks", id.rawValue], [("fields", "name,subnetworks")])
      let subnets = network.subnetworks?.filter { $0.contains("/regions/\(region)/") } ?? []
      guard network.subnetworks == nil || !subnets.isEmpty else {
        throw MistError(
          .invalid, "network \(id) of \(account.title) has no subnet in \(region)",
          hint: "add one at the provider, or take another location")
      }
      interfaces.append(
        Interface(
          network: "global/networks/\(network.name)",
          subnetwork: subnets.first.map { "regions/\(region)/subnetworks/\($0.lastSegment)" },
          accessConfigs: interfaces.isEmpty ? [Access()] : nil))
    }
    return interfaces
  }
}
