import MistModel

/// Addresses that the list of machines leaves out: their vApps tell them.
extension VCloudDriver {
  private static let mostAtOnce = 8

  /// By the machine's id. A vApp that may not be read, or that is gone meanwhile, leaves its machines without.
  func addressesLeftOut(of machines: [VCloudMachineRecord]) async throws -> [String: [String]] {
    let wanted = Set(machines.filter(\.lacksAddress).compactMap(\.vApp))
    return try await withThrowingTaskGroup(of: [String: [String]].self) { group in
      var rest = wanted.sorted().makeIterator()
      var all: [String: [String]] = [:]
      for _ in 0..<Self.mostAtOnce {
        guard let vApp = rest.next() else { break }
        group.addTask { try await addresses(in: vApp) }
      }
      while let found = try await group.next() {
        all.merge(found) { first, _ in first }
        if let vApp = rest.next() { group.addTask { try await addresses(in: vApp) } }
      }
      return all
    }
  }

  private func addresses(in vApp: String) async throws -> [String: [String]] {
    do {
      let vApp = try await api.element(.init(.get, "vApp", vApp), named: "VApp")
      let machines = vApp.items("Children").compactMap { machine in
        machine.entityID.map { ($0, Self.addresses(of: machine)) }
      }
      return Dictionary(machines) { first, _ in first }
    } catch let error as MistError where error.code != .interrupted {
      return [:]
    }
  }

  /// The one outside, where the vApp's own network is translated, before the one inside.
  private static func addresses(of machine: XMLElement) -> [String] {
    machine.items("NetworkConnectionSection").filter { $0.isNamed("NetworkConnection") }.flatMap { connection in
      ["ExternalIpAddress", "IpAddress"].compactMap { connection.text($0) }
    }
  }
}
