import GRDB
import MistModel
import MistWire

/// A rule, as the store keeps it.
struct RuleRecord: Sendable {
  enum Action: String, Sendable, CaseIterable {
    /// Tells of it, and does nothing else.
    case alert
    case reboot, destroy
    /// Runs a line on the machine.
    case command
  }

  /// `nil` for one that is not kept yet.
  var id: Int64?
  var machine: MachineReference
  var condition: RuleCondition
  var action: Action
  var command: String?
  /// Seconds in which nothing more is done after something was.
  var coolDown: Int
  /// Since when its condition holds, in seconds since 1970.
  var firingSince: Double?
  /// What it looked at when it began to hold.
  var firingValue: Double?
  /// When something was done on its account last.
  var actedAt: Double?

  /// `cpu.total.nonidle > 90`.
  var text: String {
    guard condition.metric != RuleCondition.noData else { return "no values" }
    return "\(condition.metric) \(condition.comparison.sign) \(condition.value.shortText)"
  }

  var body: [String: JSONValue] {
    let description = MetricChoices().describe(condition.metric)
    var body: [String: JSONValue] = [
      "id": .string(id.map(String.init) ?? ""), "backend": .string(machine.backend.rawValue),
      "machine": .string(machine.machine.rawValue), "metric": .string(condition.metric),
      "operator": .string(condition.comparison.rawValue), "value": .number(condition.value),
      "aggregate": .string(condition.aggregate.rawValue), "window": .integer(condition.window),
      "reminder_offset": .integer(max(0, condition.window - Self.defaultWindow)), "action": .string(action.rawValue),
      "cool_down": .integer(coolDown), "max_value": description.maximum.map(JSONValue.number) ?? .null,
    ]
    if let command { body["command"] = .string(command) }
    if let firingSince { body["firing_since"] = .number(firingSince) }
    return body
  }

  /// Whether it looks for the same as it did, and does the same then.
  func isStill(_ other: RuleRecord) -> Bool {
    (condition, action, command) == (other.condition, other.action, other.command)
  }

  static let defaultWindow = 60
  static let defaultCoolDown = 600
}

extension RuleRecord {
  private init(_ row: Row) {
    id = row["id"]
    machine = MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"]))
    condition = RuleCondition(
      metric: row["metric"], comparison: .init(rawValue: row["operator"]) ?? .above, value: row["value"],
      aggregate: .init(rawValue: row["aggregate"]) ?? .all, window: row["window"])
    // One that this version does not know does no harm.
    action = Action(rawValue: row["action"]) ?? .alert
    command = row["command"]
    coolDown = row["coolDown"]
    firingSince = row["firingSince"]
    firingValue = row["firingValue"]
    actedAt = row["actedAt"]
  }

  private static let query = """
    SELECT rule.*, (
      SELECT incident.value FROM incident WHERE incident.rule = rule.id AND incident.finishedAt IS NULL
      ORDER BY incident.id DESC LIMIT 1
    ) AS firingValue FROM rule
    """

  static func fetch(_ id: Int64, _ db: Database) throws -> RuleRecord? {
    try Row.fetchOne(db, sql: query + " WHERE rule.id = ?", arguments: [id]).map(RuleRecord.init)
  }

  static func fetchAll(_ db: Database) throws -> [RuleRecord] {
    try Row.fetchAll(db, sql: query + " ORDER BY rule.id").map(RuleRecord.init)
  }

  static func fetchAll(of machine: MachineReference, _ db: Database) throws -> [RuleRecord] {
    let statement = try db.cachedStatement(
      sql: query + " WHERE rule.backend = ? AND rule.machine = ? ORDER BY rule.id")
    return try Row.fetchAll(statement, arguments: machine.arguments).map(RuleRecord.init)
  }

  /// Those of a machine that is gone. Their incidents end with them and stay.
  static func deleteAll(of machine: MachineReference, at now: Double, _ db: Database) throws {
    try delete(fetchAll(of: machine, db), at: now, db)
  }

  /// Those of all machines of a backend.
  static func deleteAll(of backend: BackendID, at now: Double, _ db: Database) throws {
    try delete(fetchAll(db).filter { $0.machine.backend == backend }, at: now, db)
  }

  private static func delete(_ rules: [RuleRecord], at now: Double, _ db: Database) throws {
    for id in rules.compactMap(\.id) {
      try IncidentRecord.finish(ofRule: id, at: now, db)
      try db.execute(sql: "DELETE FROM rule WHERE id = ?", arguments: [id])
    }
  }

  /// Keeps a new rule, or what became of one; its condition is then looked at anew.
  mutating func save(_ db: Database) throws {
    let what: StatementArguments = [
      condition.metric, condition.comparison.rawValue, condition.value, condition.aggregate.rawValue,
      condition.window, action.rawValue, command, coolDown,
    ]
    if let id {
      try db.execute(
        sql: """
          UPDATE rule SET metric = ?, operator = ?, value = ?, aggregate = ?, window = ?, action = ?, command = ?,
            coolDown = ?
          WHERE id = ?
          """, arguments: what + [id])
    } else {
      try db.execute(
        sql: """
          INSERT INTO rule (metric, operator, value, aggregate, window, action, command, coolDown, backend, machine)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, arguments: what + machine.arguments)
      id = db.lastInsertedRowID
    }
  }
}

extension Double {
  /// Without decimals where there are none, else as many digits as a person reads.
  var shortText: String {
    if let whole = Int(exactly: self) { return String(whole) }
    return String((self * 1000).rounded() / 1000)
  }
}
