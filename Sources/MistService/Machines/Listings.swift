import GRDB
import MistModel
import MistWire

/// The last good listing of each backend, kept for when its provider does not answer.
struct Listings: Sendable {
  let store: Store

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

  /// Keeps a listing. Nothing is written for a backend that is not (or no longer) in the store.
  func keep(_ machines: [Machine], of backend: BackendID, heardAt: Double) async throws {
    let text = String(decoding: try WireJSON.bytes(machines.map { MachineBody($0) }), as: UTF8.self)
    try await store.writeCache { db in
      try db.execute(
        sql: """
          INSERT INTO listing (backend, heardAt, machines)
          SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM backend WHERE id = ?)
          ON CONFLICT (backend) DO UPDATE SET heardAt = excluded.heardAt, machines = excluded.machines
          """,
        arguments: [backend.rawValue, heardAt, text, backend.rawValue])
    }
  }
}
