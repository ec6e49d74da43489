import GRDB
import MistModel
import MistMonitoring

/// How the pulling of one machine stands, as all processes of a state folder see it.
struct PullRecord: Sendable {
  /// In the database of the series.
  var id: Int64
  var cursor: PullCursor?
  var method: MonitoringMethod?
  /// The time of the newest value, in seconds since 1970; 0 for none.
  var newest: Int
  /// When values came last, in seconds since 1970.
  var pulledAt: Double?
  /// When they were asked for last.
  var triedAt: Double?
  /// Pulls in a row that went wrong.
  var failures: Int
  /// What the last one said.
  var trouble: String?

  private init(_ row: Row) {
    id = row["id"]
    cursor = (row["cursor"] as String?).map { PullCursor($0) }
    method = (row["method"] as String?).flatMap { MonitoringMethod(rawValue: $0) }
    newest = row["newest"]
    pulledAt = row["pulledAt"]
    triedAt = row["triedAt"]
    failures = row["failures"]
    trouble = row["trouble"]
  }

  static func fetch(_ machine: MachineReference, _ db: Database) throws -> PullRecord? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM machine WHERE backend = ? AND machine = ?")
    return try Row.fetchOne(statement, arguments: [machine.backend.rawValue, machine.machine.rawValue])
      .map(PullRecord.init)
  }

  static func fetchAll(_ db: Database) throws -> [MachineReference: PullRecord] {
    let rows = try Row.fetchAll(db, sql: "SELECT * FROM machine")
    return Dictionary(
      rows.map { row in
        (MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"])), PullRecord(row))
      }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Who pulls

  /// What comes of wanting to pull a machine.
  enum Lease: Sendable {
    case mine(PullRecord)
    /// Another one does at this moment.
    case held
    /// Somebody did a moment ago.
    case fresh
  }

  /// Takes the right to pull a machine, for a time: of all processes, one has it.
  ///
  /// - Parameter age: seconds that must have passed since it was last tried; 0 for at once.
  static func take(
    _ machine: MachineReference, for holder: WorkerProcess, at now: Double, seconds: Double, unlessWithin age: Double,
    _ db: Database
  ) throws -> Lease {
    try db.execute(
      sql: "INSERT OR IGNORE INTO machine (backend, machine) VALUES (?, ?)",
      arguments: [machine.backend.rawValue, machine.machine.rawValue])
    let row = try Row.fetchOne(
      db, sql: "SELECT * FROM machine WHERE backend = ? AND machine = ?",
      arguments: [machine.backend.rawValue, machine.machine.rawValue])
    guard let row else { return .held }
    let record = PullRecord(row)
    if let until = row["heldUntil"] as Double?, until > now, let pid = row["holderPID"] as Int32?,
      let started = row["holderStarted"] as String?, WorkerProcess(pid: pid, started: started).isAlive
    {
      return .held
    }
    // A clock that was set back must not stop it.
    if let tried = record.triedAt, tried <= now, now - tried < age { return .fresh }
    try db.execute(
      sql: "UPDATE machine SET holderPID = ?, holderStarted = ?, heldUntil = ?, triedAt = ? WHERE id = ?",
      arguments: [holder.pid, holder.started, now + seconds, now, record.id])
    return .mine(record)
  }

  // MARK: How it ended

  /// Keeps what a pull brought, the values and how far it came in one.
  ///
  /// - Parameter heldUntil: `nil` when it is over.
  func keep(_ pulled: Pulled, at now: Double, heldUntil: Double? = nil, _ db: Database) throws -> PullRecord {
    var writer = try SeriesWriter(db, machine: id, now: Int(now))
    var record = self
    record.newest = try writer.write(pulled.series, newest: newest)
    record.cursor = pulled.cursor
    record.method = pulled.method
    (record.pulledAt, record.failures, record.trouble) = (now, 0, nil)
    try db.execute(
      sql: """
        UPDATE machine SET cursor = ?, method = ?, clockOffset = ?, newest = ?, pulledAt = ?, failures = 0,
          trouble = NULL, heldUntil = ?
        WHERE id = ?
        """,
      arguments: [
        pulled.cursor.text, pulled.method.rawValue, pulled.clockOffset, record.newest, now, heldUntil, id,
      ])
    return record
  }

  func keep(trouble: String, _ db: Database) throws -> PullRecord {
    var record = self
    record.failures += 1
    record.trouble = trouble
    try db.execute(
      sql: "UPDATE machine SET failures = failures + 1, trouble = ?, heldUntil = NULL WHERE id = ?",
      arguments: [trouble, id])
    return record
  }

  /// Gives the lease back as if nothing had been tried.
  func release(_ db: Database) throws {
    try db.execute(sql: "UPDATE machine SET heldUntil = NULL, triedAt = ? WHERE id = ?", arguments: [triedAt, id])
  }

  /// How far it was pulled no longer counts: what measures there begins anew.
  static func forgetCursor(of machine: MachineReference, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE machine SET cursor = NULL, method = NULL, failures = 0, trouble = NULL, triedAt = NULL
        WHERE backend = ? AND machine = ?
        """,
      arguments: [machine.backend.rawValue, machine.machine.rawValue])
  }
}
