import GRDB
import MistModel

/// A machine that is monitored, as the store keeps it.
struct MonitoredRecord: Sendable {
  /// How far the installation of what measures came.
  enum State: String, Sendable {
    case installing, succeeded, failed
  }

  var machine: MachineReference
  /// As it was called when it was enabled.
  var name: String?
  /// Seconds since 1970.
  var since: Double
  var state: State
  /// What went wrong with the installation; the sampler may measure all the same.
  var trouble: String?
  /// Which job installs, or did.
  var job: JobID?

  private init(_ row: Row) {
    machine = MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"]))
    name = row["name"]
    since = row["since"]
    state = State(rawValue: row["state"]) ?? .failed
    trouble = row["trouble"]
    job = (row["job"] as String?).map { JobID($0) }
  }

  static func fetch(_ machine: MachineReference, _ db: Database) throws -> MonitoredRecord? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM monitored WHERE backend = ? AND machine = ?")
    return try Row.fetchOne(statement, arguments: machine.arguments).map(MonitoredRecord.init)
  }

  /// Without those of backends that were deleted: they wait until theirs is added again.
  static func fetchAll(_ db: Database) throws -> [MonitoredRecord] {
    let sql = """
      SELECT * FROM monitored WHERE backend IN (SELECT id FROM backend) ORDER BY since, backend, machine
      """
    return try Row.fetchAll(db.cachedStatement(sql: sql)).map(MonitoredRecord.init)
  }

  /// One that is monitored already keeps the time since when.
  static func begin(_ machine: Machine, at now: Double, job: JobID, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO monitored (backend, machine, name, since, state, job) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (backend, machine) DO UPDATE
        SET name = excluded.name, state = excluded.state, trouble = NULL, job = excluded.job
        """,
      arguments: machine.reference.arguments + [machine.name, now, State.installing.rawValue, job.rawValue])
  }

  static func set(_ state: State, trouble: String? = nil, of machine: MachineReference, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE monitored SET state = ?, trouble = ? WHERE backend = ? AND machine = ?",
      arguments: [state.rawValue, trouble] + machine.arguments)
  }

  private static let tables = ["chosenMetric", "customMetric", "monitored"]

  /// All machines of a backend.
  static func endAll(of backend: BackendID, _ db: Database) throws {
    for table in tables {
      try db.execute(sql: "DELETE FROM \(table) WHERE backend = ?", arguments: [backend.rawValue])
    }
  }

  /// With all that was chosen for it; its rules stay, for when it is monitored again.
  ///
  /// - Returns: whether it was monitored.
  static func end(_ machine: MachineReference, _ db: Database) throws -> Bool {
    for table in tables {
      try db.execute(sql: "DELETE FROM \(table) WHERE backend = ? AND machine = ?", arguments: machine.arguments)
    }
    return db.changesCount > 0
  }
}

extension MachineReference {
  /// For a statement with a place for the backend and one for the machine.
  var arguments: StatementArguments { [backend.rawValue, machine.rawValue] }

  /// For the journal and for logs.
  var path: String { "\(backend)/\(machine)" }
}
