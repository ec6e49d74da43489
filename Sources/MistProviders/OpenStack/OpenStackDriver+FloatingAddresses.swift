import MistModel

/// Floating addresses: by one of an outside network a machine on an inner network is reached.
extension OpenStackDriver {
  /// How long a new machine may be without a network.
  private static var portPatience: Duration { .seconds(300) }

  func giveFloatingAddress(to machine: MachineID, of order: MachineOrder) async throws -> String {
    if let given = try await floatingAddresses(givenTo: machine).first { return given.floating_ip_address }
    let outside = try await outsideNetwork(for: order)
    let port = try await port(of: machine, called: order.name)
    let made: OneFloatingAddress = try await cloud.value(
      .init(
        .post, .networks, "floatingips",
        body: [
          "floatingip": [
            "floating_network_id": .string(outside.id), "port_id": .string(port.id),
            "description": .string(Self.mark(machine)),
          ]
        ]))
    return made.floatingip.floating_ip_address
  }

  /// The outside network that the order names, else the only one.
  func outsideNetwork(for order: MachineOrder) async throws -> OpenStackNetwork {
    let outside = try await cloud.all(
      .init(.get, .networks, "networks", query: [("router:external", "true")]), of: OpenStackNetwork.self
    ).filter { $0.isExternal == true }
    let named = outside.filter { order.networks.contains(NetworkID($0.id)) }
    let meant = named.isEmpty ? outside : named
    guard meant.count == 1 else {
      let names = meant.map { printable($0.name ?? $0.id) }.sorted().joined(separator: ", ")
      throw MistError(
        .invalid,
        meant.isEmpty
          ? "\(account.title) has no outside network to take a floating address from"
          : "\(account.title) has several outside networks to take a floating address from: \(names)",
        hint: meant.isEmpty ? "order the machine without one" : "name one of them with --network")
    }
    return meant[0]
  }

  /// Those that a machine was given here, not those that its owner gave it. A cloud without such addresses gave none.
  func floatingAddresses(givenTo machine: MachineID) async throws -> [OpenStackFloatingAddress] {
    guard abilities.contains(.floatingIP), try await cloud.hasNetworks else { return [] }
    do {
      return try await cloud.all(
        .init(.get, .networks, "floatingips", query: [("description", Self.mark(machine))]),
        of: OpenStackFloatingAddress.self
      ).filter { $0.description == Self.mark(machine) }
    } catch let error as MistError where [.notFound, .refused].contains(error.code) {
      return []
    }
  }

  /// An address of a machine that is no more: nobody else would give it back, and some clouds want money for it.
  func giveBack(_ address: OpenStackFloatingAddress) async throws {
    do {
      try await cloud.done(.init(.delete, .networks, "floatingips", address.id))
    } catch let error as MistError where error.code != .notFound && error.code != .interrupted {
      throw MistError(
        error.code,
        "the machine is destroyed, but its address \(printable(address.floating_ip_address)) was not given back: "
          + error.summary, hint: "give it back at the provider")
    }
  }

  /// Tells them from others'.
  private static func mark(_ machine: MachineID) -> String { "mist-shell: machine \(machine)" }

  /// The machine's first port with an address of version 4, which is there some time after the order.
  private func port(of machine: MachineID, called name: String) async throws -> OpenStackPort {
    var pauses = Pauses(from: .milliseconds(250), upTo: .seconds(2), within: Self.portPatience)
    repeat {
      let ports = try await cloud.all(
        .init(.get, .networks, "ports", query: [("device_id", machine.rawValue)]), of: OpenStackPort.self)
      if let port = ports.first(where: \.hasVersion4) { return port }
      guard try await server(machine).state != .error else { break }
    } while try await pauses.next()
    throw MistError(
      .failed, "\(account.title): \(printable(name)) has no network, so it gets no floating address",
      hint: "look at it with describe-machine")
  }
}

struct OpenStackFloatingAddress: CloudListed {
  static let collection = "floatingips"

  var id: String
  var floating_ip_address: String
  var description: String?
}

private struct OneFloatingAddress: Decodable, Sendable {
  var floatingip: OpenStackFloatingAddress
}

/// A machine's place in a network.
private struct OpenStackPort: CloudListed {
  static let collection = "ports"

  struct Address: Decodable, Sendable {
    var ip_address: String
  }

  var id: String
  var fixed_ips: [Address]?

  var hasVersion4: Bool { fixed_ips?.contains { !$0.ip_address.contains(":") } == true }
}
