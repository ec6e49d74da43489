import GRDB
import MistModel
import MistWire
import Synchronization

/// The last good listing of each backend, kept for when its provider does not answer.
final class Listings: Sendable {
  private let store: Store
  /// What this process wrote last: the same again is not written for a minute.
  private let written = Mutex<[Int64: (text: Int, at: Double)]>([:])

  private let unheard = Mutex<Set<BackendID>>([])

  /// Backends that this process asked last without an answer.
  var silent: Set<BackendID> { unheard.withLock { $0 } }

  func note(_ backend: BackendID, hasAnswered: Bool) {
    unheard.withLock { unheard in
      if hasAnswered { unheard.remove(backend) } else { unheard.insert(backend) }
    }
  }

  init(store: Store) {
    self.store = store
  }

  struct Listing: Sendable {
    /// Without tags: those are the service's own and always fresh.
    var machines: [Machine]
    /// Seconds since 1970.
    var heardAt: Double
  }

  func last(of backend: BackendID) async throws -> Listing? {
    let kept = try await store.read { db -> (heardAt: Double, text: String)? in
      let statement = try db.cachedStatement(sql: "SELECT heardAt, machines FROM listing WHERE backend = ?")
      return try Row.fetchOne(statement, arguments: [backend.rawValue]).map { ($0["heardAt"], $0["machines"]) }
    }
    guard let kept else { return nil }
    let bodies = try WireJSON.value([MachineBody].self, from: Array(kept.text.utf8))
    return Listing(machines: bodies.map { $0.machine(of: backend) }, heardAt: kept.heardAt)
  }

  /// Keeps a listing. Nothing is written for a backend that is no longer the one in the store (it may have been deleted
  /// and added anew meanwhile), or over a later listing.
  func keep(_ machines: [Machine], of record: BackendRecord, heardAt: Double) async throws {
    guard let position = record.position else { return }
    let text = String(decoding: try WireJSON.bytes(machines.map { MachineBody($0) }), as: UTF8.self)
    let isKnown = written.withLock { written in
      guard let last = written[position], last.text == text.hashValue else { return false }
      return abs(heardAt - last.at) < 60
    }
    guard !isKnown else { return }
    try await store.writeCache { db in
      try db.execute(
        sql: """
          INSERT INTO listing (backend, heardAt, machines)
          SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM backend WHERE id = ? AND position = ?)
          ON CONFLICT (backend) DO UPDATE SET heardAt = excluded.heardAt, machines = excluded.machines
          WHERE excluded.heardAt >= heardAt
          """,
        arguments: [record.id, heardAt, text, record.id, position])
    }
    written.withLock { $0[position] = (text.hashValue, heardAt) }
  }
}
