import Foundation
import GRDB
import GRDBSQLite
import MistModel

/// The one SQLite file of the service. Several processes may have it open at the same time, by one connection each:
/// what is asked takes microseconds, and a command must not wait until a second one has read the schema too.
///
/// A `write` is on disk when it returns: nothing is answered before. Other processes read meanwhile (WAL).
final class Store: Sendable {
  let folder: String
  private let queue: DatabaseQueue

  /// Opens or makes the store, and brings an older one up to date.
  ///
  /// - Parameter folder: the state folder; made with mode 0700 when absent.
  init(folder: String) throws {
    self.folder = folder
    try Self.makeFolder(folder)
    let file = folder + "/mist.sqlite"
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      // The side files stay when the last process leaves: making them anew waits for the disk. But they are emptied:
      // else each later process reads and writes once more what has long been in the store.
      var stays: CInt = 1
      sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &stays)
      try db.execute(sql: "PRAGMA journal_size_limit = 0")
      // What was answered must survive a power cut too, not only a killed process.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    // SQLite gives its side files the mode of the main one.
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 { Foundation.close(descriptor) }
    do {
      queue = try DatabaseQueue(path: file, configuration: configuration)
      try Self.bringUpToDate(queue, folder: folder)
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  func read<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    do {
      return try await queue.read(work)
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  func write<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    do {
      return try await queue.write(work)
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  /// A write of what can be learnt again (a listing, the time of a login): it survives a killed process, but is not
  /// waited for until the disk has it.
  func writeCache<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    do {
      return try await queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        defer { try? db.execute(sql: "PRAGMA synchronous = FULL") }
        var value: Value?
        try db.inTransaction {
          value = try work(db)
          return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
      }
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  /// For callers that cannot wait asynchronously (threads that talk SSH).
  func readNow<Value>(_ work: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.read(work)
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  /// For callers that cannot wait asynchronously (threads that talk SSH).
  func writeNow<Value>(_ work: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.write(work)
    } catch {
      throw storageError(error, folder: folder)
    }
  }

  /// Nothing can be read or written afterwards.
  func close() {
    try? queue.close()
  }

  private static func makeFolder(_ folder: String) throws {
    var status = stat()
    if stat(folder, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw MistError(.storage, "the state folder \(folder) cannot be made", hint: "name another one with --state")
      }
    }
    guard stat(folder, &status) != 0 || status.st_mode & 0o022 == 0 else {
      throw MistError(
        .storage, "others may write into the state folder \(folder)", hint: "run: chmod go-w '\(folder)'")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw MistError(.storage, "the state folder \(folder) is not writable", hint: "name another one with --state")
    }
  }

  private static func bringUpToDate(_ queue: DatabaseQueue, folder: String) throws {
    let migrator = Migrations.migrator
    // Looked at first, so that opening an up-to-date store writes nothing.
    let (isNewer, isUpToDate) = try queue.read { db in
      (try migrator.hasBeenSuperseded(db), try migrator.hasCompletedMigrations(db))
    }
    guard !isNewer else {
      throw MistError(
        .storage, "the store in \(folder) was written by a newer mist-shell",
        hint: "use that version, or name another folder with --state")
    }
    if !isUpToDate { try oneAtATime(folder) { try migrator.migrate(queue) } }
  }

  /// Several processes may find the same store to be an old one, or a new one. Where the folder cannot be locked they
  /// go on all the same: one of them is told that a table is there already.
  private static func oneAtATime(_ folder: String, _ work: () throws -> Void) throws {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { Foundation.close(descriptor) } }
    flock(descriptor, LOCK_EX)
    try work()
  }
}

func isFull(_ folder: String) -> Bool {
  var space = statvfs()
  return statvfs(folder, &space) == 0 && space.f_bavail == 0
}

func fullDisk(of folder: String) -> MistError {
  MistError(.storage, "the disk of \(folder) is full; nothing was changed")
}

/// A store's error in words; anything that is no database error is handed on as it is.
///
/// - Parameter file: the one in the folder that is concerned.
func storageError(_ error: any Error, folder: String, file: String = "mist.sqlite") -> any Error {
  guard let error = error as? DatabaseError else { return error }
  switch error.resultCode {
  case .SQLITE_FULL:
    return fullDisk(of: folder)
  case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
    return MistError(.storage, "the store in \(folder) cannot be written", hint: "name another folder with --state")
  case .SQLITE_BUSY, .SQLITE_LOCKED:
    return MistError(
      .storage, "the store in \(folder) is held by another program", hint: "wait for it to end, then try again")
  case .SQLITE_NOTADB, .SQLITE_CORRUPT:
    return MistError(
      .storage, "the store in \(folder) is damaged: \(error.message ?? "not a database")",
      hint: "put \(file) back from a backup, or name another folder with --state")
  case .SQLITE_IOERR where isFull(folder):
    return MistError(.storage, "the disk of \(folder) is full; nothing was changed")
  case .SQLITE_IOERR:
    return MistError(.storage, "the disk of \(folder) gave an error; nothing was changed")
  default:
    return MistError(.storage, "the store in \(folder) refused: \(error.message ?? "unknown error")")
  }
}
