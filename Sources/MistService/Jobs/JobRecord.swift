import Foundation
import GRDB
import MistModel
import MistWire

/// Jobs in the store.
enum JobRecord {
  /// - Parameter work: what is to be done, sealed, for jobs that another process can go on with.
  static func insert(_ job: Job, worker: WorkerProcess, work: Data?, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO job (id, action, startedAt, workerPID, workerStarted, summary, logs, sealedWork)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        job.id.rawValue, job.action, job.startedAt, worker.pid, worker.started, try summary(job), try logs(job), work,
      ])
  }

  static func setWorker(_ worker: WorkerProcess, of id: JobID, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE job SET workerPID = ?, workerStarted = ? WHERE id = ?",
      arguments: [worker.pid, worker.started, id.rawValue])
  }

  /// Jobs of one kind that are not over and could be gone on with, whoever works on them.
  static func unfinishedWithWork(action: String, _ db: Database) throws -> [JobID] {
    try String.fetchAll(
      db,
      sql: """
        SELECT id FROM job WHERE finishedAt IS NULL AND sealedWork IS NOT NULL AND action = ? ORDER BY startedAt
        """, arguments: [action]
    ).map { JobID($0) }
  }

  /// The other jobs of one kind.
  static func others(than id: JobID, action: String, _ db: Database) throws -> [Job] {
    let ids = try String.fetchAll(
      db, sql: "SELECT id FROM job WHERE action = ? AND id <> ?", arguments: [action, id.rawValue])
    return try ids.compactMap { try fetch(JobID($0), db)?.0 }
  }

  static func sealedWork(of id: JobID, _ db: Database) throws -> Data? {
    try Data.fetchOne(db, sql: "SELECT sealedWork FROM job WHERE id = ?", arguments: [id.rawValue])
  }

  static func update(_ job: Job, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE job SET finishedAt = ?, error = ?, summary = ?, logs = ? WHERE id = ?",
      arguments: [job.finishedAt, job.error, try summary(job), try logs(job), job.id.rawValue])
  }

  /// The same for who works on it: throws `.conflict` when that is another process by now.
  static func update(_ job: Job, by worker: WorkerProcess, _ db: Database) throws {
    let owner = try Row.fetchOne(
      db, sql: "SELECT workerPID, workerStarted FROM job WHERE id = ?", arguments: [job.id.rawValue])
    guard let owner, worker == WorkerProcess(pid: owner["workerPID"], started: owner["workerStarted"]) else {
      throw MistError(.conflict, "another mist-shell works on job \(job.id)", hint: "describe-job \(job.id)")
    }
    try update(job, db)
  }

  static func fetch(_ id: JobID, _ db: Database) throws -> (Job, WorkerProcess)? {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM job WHERE id = ?", arguments: [id.rawValue]) else {
      return nil
    }
    var body = JobBody(Job(id: id, action: row["action"], startedAt: row["startedAt"]))
    body.finished_at = row["finishedAt"]
    body.error = (row["error"] as String?).map(JSONValue.string)
    body.summary = try value(row["summary"])
    body.logs = try value(row["logs"])
    return (body.job(id), WorkerProcess(pid: row["workerPID"], started: row["workerStarted"]))
  }

  // The store keeps these two in the wire's shape.
  private static func summary(_ job: Job) throws -> String { try text(JobBody(job).summary) }
  private static func logs(_ job: Job) throws -> String { try text(JobBody(job).logs) }

  private static func text(_ value: some Encodable) throws -> String {
    String(decoding: try WireJSON.bytes(value), as: UTF8.self)
  }

  private static func value<Value: Decodable>(_ text: String) throws -> Value {
    try WireJSON.value(Value.self, from: Array(text.utf8))
  }
}
