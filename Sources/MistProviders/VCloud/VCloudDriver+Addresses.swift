import MistModel

/// Addresses that the list of machines leaves out: their vApps tell them.
extension VCloudDriver {
  /// By the machine's id. A vApp that may not be read, or that is gone meanwhile, leaves its machines without.
  func addressesLeftOut(of machines: [VCloudMachineRecord]) async throws -> [String: [String]] {
    let wanted = Set(machines.filter(\.lacksAddress).compactMap(\.vApp))
    let found = try await atOnce(wanted.sorted()) { try await addresses(in: $0) }
    return found.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  private func addresses(in vApp: String) async throws -> [String: [String]] {
    do {
      let vApp = try await api.element(.init(.get, "vApp", vApp), named: "VApp")
      return Self.addresses(in: vApp)
    } catch let error as MistError where error.code != .interrupted {
      return [:]
    }
  }

  static func addresses(in vApp: XMLElement) -> [String: [String]] {
    let machines = vApp.items("Children").compactMap { machine in
      machine.entityID.map { ($0, addresses(of: machine)) }
    }
    return Dictionary(machines) { first, _ in first }
  }

  /// The one outside, where the vApp's own network is translated, before the one inside.
  private static func addresses(of machine: XMLElement) -> [String] {
    machine.items("NetworkConnectionSection").filter { $0.isNamed("NetworkConnection") }.flatMap { connection in
      ["ExternalIpAddress", "IpAddress"].compactMap { connection.text($0) }
    }
  }
}
