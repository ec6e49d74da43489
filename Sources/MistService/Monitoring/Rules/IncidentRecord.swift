import GRDB
import MistModel

/// A time during which the condition of a rule held, as the store keeps it.
struct IncidentRecord: Sendable {
  var id: Int64?
  var rule: Int64
  var machine: MachineReference
  var metric: String
  /// What the rule looked at when it began.
  var value: Double?
  /// Seconds since 1970.
  var startedAt: Double
  var finishedAt: Double?
  /// What was done, or why nothing was.
  var outcome: String?
  /// Found in values that came late.
  var isSeenLate = false

  var body: [String: JSONValue] {
    [
      "id": .string(id.map(String.init) ?? ""), "rule": .string(String(rule)),
      "backend": .string(machine.backend.rawValue), "machine": .string(machine.machine.rawValue),
      "metric": .string(metric), "value": value.map(JSONValue.number) ?? .null, "started_at": .number(startedAt),
      "finished_at": .number(finishedAt ?? 0), "outcome": outcome.map(JSONValue.string) ?? .null,
      "seen_late": .bool(isSeenLate),
    ]
  }

  /// The newest first.
  static func fetchAll(limit: Int, _ db: Database) throws -> [IncidentRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM incident ORDER BY startedAt DESC, id DESC LIMIT ?", arguments: [limit])
      .map { row in
        IncidentRecord(
          id: row["id"], rule: row["rule"],
          machine: MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"])),
          metric: row["metric"], value: row["value"], startedAt: row["startedAt"], finishedAt: row["finishedAt"],
          outcome: row["outcome"], isSeenLate: row["isSeenLate"])
      }
  }

  mutating func insert(_ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO incident (rule, backend, machine, metric, value, startedAt, finishedAt, outcome, isSeenLate)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [rule] + machine.arguments + [metric, value, startedAt, finishedAt, outcome, isSeenLate])
    id = db.lastInsertedRowID
  }

  static func setOutcome(_ outcome: String, of id: Int64, _ db: Database) throws {
    try db.execute(sql: "UPDATE incident SET outcome = ? WHERE id = ?", arguments: [outcome, id])
  }

  /// - Parameters:
  ///   - oldest: what is over and began before it goes.
  ///   - most: so many stay at most, the newest of them.
  static func sweep(before oldest: Double, keeping most: Int, _ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM incident WHERE finishedAt IS NOT NULL AND (startedAt < ?
          OR id <= (SELECT id FROM incident ORDER BY id DESC LIMIT 1 OFFSET ?))
        """, arguments: [oldest, most])
  }

  /// Those of a rule that go on.
  static func finish(ofRule rule: Int64, at now: Double, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE incident SET finishedAt = ? WHERE rule = ? AND finishedAt IS NULL", arguments: [now, rule])
  }
}
