import GRDB
import MistModel

/// Which key opens which machine, as which user. Kept when a backend is deleted: who adds it again finds them.
struct Associations: Sendable {
  let store: Store

  struct Way: Hashable, Sendable {
    var key: KeyID
    var association: KeyAssociation
  }

  /// The ways into these machines, best first: root, then with sudo, then the last that worked.
  func ways(into machines: [MachineReference]) async throws -> [MachineReference: [Way]] {
    try await store.read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT * FROM association WHERE backend = ? AND machine = ?
          ORDER BY user IS 'root' DESC, hasSudo DESC, lastUsed DESC, keyID
          """)
      var ways: [MachineReference: [Way]] = [:]
      for machine in Set(machines) {
        let rows = try Row.fetchAll(
          statement, arguments: [machine.backend.rawValue, machine.machine.rawValue])
        ways[machine] = rows.map(Self.way)
      }
      return ways
    }
  }

  /// Remembers ways that worked, or replaces what was known of them. What was done over them has been done: when this
  /// cannot be written, the way is found anew the next time.
  func remember(_ ways: [Way]) async {
    guard !ways.isEmpty else { return }
    try? await store.writeCache { db in
      for way in ways { try Self.save(way, db) }
    }
  }

  static func save(_ way: Way, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO association (keyID, backend, machine, lastUsed, user, hasSudo, port)
        SELECT ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM key WHERE id = ?)
        ON CONFLICT (keyID, backend, machine) DO UPDATE SET
          lastUsed = max(lastUsed, excluded.lastUsed), user = excluded.user, hasSudo = excluded.hasSudo,
          port = excluded.port
        """,
      arguments: [
        way.key.rawValue, way.association.machine.backend.rawValue, way.association.machine.machine.rawValue,
        way.association.lastUsed, way.association.user, way.association.hasSudo, way.association.port,
        way.key.rawValue,
      ])
  }

  /// - Returns: whether there was one.
  static func remove(_ key: KeyID, from machine: MachineReference, _ db: Database) throws -> Bool {
    try db.execute(
      sql: "DELETE FROM association WHERE keyID = ? AND backend = ? AND machine = ?",
      arguments: [key.rawValue, machine.backend.rawValue, machine.machine.rawValue])
    return db.changesCount > 0
  }

  private static func way(_ row: Row) -> Way {
    let machine = MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"]))
    return Way(
      key: KeyID(row["keyID"]),
      association: KeyAssociation(
        machine: machine, lastUsed: row["lastUsed"], user: row["user"], hasSudo: row["hasSudo"], port: row["port"]))
  }
}
