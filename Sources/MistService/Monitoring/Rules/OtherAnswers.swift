import GRDB
import MistModel

/// What answered a moment ago, besides a machine that does not: with nothing else to be heard it may be ourselves who are
/// cut off.
struct OtherAnswers: Sendable {
  let machines: MachinesService
  let series: SeriesStore
  let store: Store

  /// Whether something that is at least as far away as the machine answered: a container on this computer says nothing
  /// of the network, and a machine in the next room nothing of the internet.
  ///
  /// - Parameter since: seconds since 1970.
  func prove(thatWeReach machine: MachineReference, since: Double) async throws -> Bool {
    let distance = await reach(of: machine)
    let pulled = try await series.read(PullRecord.fetchAll).filter { other, record in
      other != machine && (record.pulledAt ?? 0) > since
    }
    for other in pulled.keys where await reach(of: other) >= distance { return true }
    // Lone servers are listed without asking anybody.
    let listed = try await store.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT backend.id FROM listing JOIN backend ON backend.id = listing.backend
          WHERE listing.heardAt > ? AND backend.provider <> 'bare_metal'
          """, arguments: [since])
    }
    for backend in listed where await reach(ofProvider: BackendID(backend)) >= distance { return true }
    return false
  }

  /// By what was listed last; nobody is asked.
  private func reach(of machine: MachineReference) async -> NetworkReach {
    let known = try? await machines.lastListed(machine.backend)[machine.machine]
    if let known, let reach = NetworkReach(of: known) { return reach }
    return await reach(ofProvider: machine.backend)
  }

  /// What is not known is taken for the nearest: it proves the least.
  private func reach(ofProvider backend: BackendID) async -> NetworkReach {
    let backends = machines.backends
    guard let record = try? await backends.record(backend), let parameters = try? await backends.parameters(of: record)
    else { return .thisComputer }
    return NetworkReach(ofProvider: parameters)
  }
}
