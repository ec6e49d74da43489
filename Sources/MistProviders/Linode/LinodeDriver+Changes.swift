import Crypto
import Foundation
import MistModel

/// New machines, and what is done to those that are there. The provider takes an order at once and carries it out
/// later; the listing shows how far it is.
extension LinodeDriver {
  private struct NewMachine: Encodable {
    var type: String
    var region: String
    var image: String
    var label: String
    /// Secret.
    var root_pass: String
    var authorized_keys: [String]?
    var interfaces: [Interface]?
  }

  private struct Interface: Encodable {
    var purpose: String
    var primary: Bool?
    var subnet_id: Int?
  }

  private struct NewName: Encodable {
    var label: String
  }

  private struct NewSize: Encodable {
    var type: String
    /// Whether the disk grows too; then there may be no way back to a smaller one.
    var allow_auto_disk_resize = false
    /// While it runs is not possible everywhere.
    var migration_type = "cold"
  }

  func create(_ order: MachineOrder) async throws -> Machine {
    try checkName(order.name)
    let size = try neededSize(of: order)
    let location = try neededLocation(of: order)
    if let made = try await machine(orderedBy: order) { return made }
    let machine: LinodeMachine = try await api.post(
      "/linode/instances",
      NewMachine(
        type: size.rawValue, region: location.rawValue, image: order.image.rawValue, label: order.name,
        root_pass: Self.randomPassword(), authorized_keys: order.key.map { [$0.publicKey] },
        interfaces: try await interfaces(order.networks, in: location)))
    return machine.machine(in: account.backend)
  }

  func machine(orderedBy order: MachineOrder) async throws -> Machine? {
    try await machineOfEarlierTry(of: order, created: "created")
  }

  /// The provider wants one beside the key. Nobody ever learns it.
  private static func randomPassword() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
  }

  /// The internet and these networks; nothing is said where no network is.
  private func interfaces(_ networks: [NetworkID], in location: LocationID) async throws -> [Interface]? {
    guard !networks.isEmpty else { return nil }
    let known = try await api.all(LinodeNetwork.self, "/vpcs", of: "networks")
    return [Interface(purpose: "public", primary: true)]
      + (try networks.map { id in
        guard let network = known.first(where: { String($0.id) == id.rawValue }) else {
          throw MistError(.notFound, "no network '\(id)' in \(account.title)", hint: "list-networks shows them")
        }
        guard network.region == location.rawValue else {
          throw MistError(
            .invalid, "network \(network.label) of \(account.title) is in \(network.region ?? "no region")",
            hint: "a machine in it has the same location")
        }
        guard let subnet = network.subnets?.first else {
          throw MistError(
            .invalid, "network \(network.label) of \(account.title) has no subnet",
            hint: "add one at the provider")
        }
        return Interface(purpose: "vpc", subnet_id: subnet.id)
      })
  }

  func start(_ machine: MachineID) async throws { try await api.post(try path(of: machine) + "/boot") }

  func stop(_ machine: MachineID) async throws { try await api.post(try path(of: machine) + "/shutdown") }

  func reboot(_ machine: MachineID) async throws { try await api.post(try path(of: machine) + "/reboot") }

  func destroy(_ machine: MachineID) async throws { try await api.delete(try path(of: machine)) }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    try await api.send(.put, try path(of: machine), NewName(label: name))
  }

  /// Memory and processors only: so the machine can go back to its old size.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    try await api.send(.post, try path(of: machine) + "/resize", NewSize(type: size.rawValue))
  }

  private func checkName(_ name: String) throws {
    let text = name.utf8
    let isSound =
      (3...64).contains(text.count) && text.first?.isLetter == true
      && text.allSatisfy { $0.isLetter || (0x30...0x39).contains($0) || "-_.".utf8.contains($0) }
      && !["--", "__", ".."].contains { name.contains($0) }
    guard isSound else {
      throw MistError(
        .invalid, "'\(printable(name))' is no name for a machine at Linode",
        hint: "3 to 64 letters, digits, '-', '_' and '.', a letter first, and no sign twice in a row")
    }
  }

  private func path(of machine: MachineID) throws -> String { "/linode/instances/\(try number(of: machine))" }
}

extension UInt8 {
  /// ASCII only.
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
