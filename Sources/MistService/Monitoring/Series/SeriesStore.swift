import Foundation
import GRDB
import GRDBSQLite
import MistModel
import Synchronization

/// What was measured, and how far it was pulled: a database of its own beside the store.
///
/// It is large and can be had again for some days from the machines, so that it need not be in each backup, and its
/// many writes hold up none of the store's. Values and the cursor behind them are committed together. A process that
/// has nothing to do with monitoring never opens it.
final class SeriesStore: Sendable {
  static let fileName = "series.sqlite"

  let folder: String
  private let opened = Mutex<DatabasePool?>(nil)

  init(folder: String) {
    self.folder = folder
  }

  private var file: String { "\(folder)/\(Self.fileName)" }

  /// Whether anything was ever measured from this state folder.
  var isThere: Bool { access(file, F_OK) == 0 }

  func read<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    let pool = try pool()
    return try await reporting { try await pool.read(work) }
  }

  /// One transaction. It survives a killed process; after a power cut the last ones may be lost, and are pulled again.
  func write<Value: Sendable>(_ work: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    let pool = try pool()
    return try await reporting { try await pool.write(work) }
  }

  private func pool() throws -> DatabasePool {
    try opened.withLock { opened in
      if let opened { return opened }
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      configuration.maximumReaderCount = 4
      configuration.prepareDatabase { db in
        var stays: CInt = 1
        sqlite3_file_control(db.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &stays)
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
      }
      // SQLite gives its side files the mode of the main one.
      let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      if descriptor >= 0 { close(descriptor) }
      do {
        let pool = try DatabasePool(path: file, configuration: configuration)
        let migrator = SeriesSchema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
          throw MistError(
            .storage, "\(file) was written by a newer mist-shell",
            hint: "use that version, or name another folder with --state")
        }
        if try !pool.read(migrator.hasCompletedMigrations) { try migrator.migrate(pool) }
        opened = pool
        return pool
      } catch {
        throw storageError(error, folder: folder, file: Self.fileName)
      }
    }
  }

  private func reporting<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch {
      throw storageError(error, folder: folder, file: Self.fileName)
    }
  }
}

/// The shape of the database, version by version.
private enum SeriesSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first") { db in
      try db.create(table: "machine") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("backend", .text).notNull()
        table.column("machine", .text).notNull()
        // How far its values were pulled, in the words of what pulls them.
        table.column("cursor", .text)
        table.column("method", .text)
        table.column("clockOffset", .double).notNull().defaults(to: 0)
        // The time of the newest value.
        table.column("newest", .integer).notNull().defaults(to: 0)
        table.column("pulledAt", .double)
        table.column("triedAt", .double)
        // Pulls in a row that brought nothing, and what the last one said.
        table.column("failures", .integer).notNull().defaults(to: 0)
        table.column("trouble", .text)
        // Which process pulls it now, and until when it may.
        table.column("holderPID", .integer)
        table.column("holderStarted", .text)
        table.column("heldUntil", .double)
        table.uniqueKey(["backend", "machine"])
      }
      try db.create(table: "series") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("machine", .integer).notNull().references("machine", onDelete: .cascade)
        // Its place in the rows of `head`.
        table.column("slot", .integer).notNull()
        table.column("metric", .text).notNull()
        table.uniqueKey(["machine", "metric"])
      }
      // The hour that is still open: a row for each machine and time, all its values as 32-bit floats by slot.
      try db.create(table: "head", options: .withoutRowID) { table in
        table.column("machine", .integer).notNull()
        table.column("time", .integer).notNull()
        table.column("data", .blob).notNull()
        table.primaryKey(["machine", "time"])
      }
      // The number of a chunk is its series and its first time: the values of one series lie side by side.
      for tier in Tier.allCases {
        try db.create(table: tier.table) { table in
          table.primaryKey("id", .integer)
          table.column("data", .blob).notNull()
        }
      }
    }
    return migrator
  }
}

/// Where a chunk of a series stands in its table.
enum ChunkID {
  static func id(series: Int64, start: Int) -> Int64 { series << 32 | Int64(start) }

  static func start(_ id: Int64) -> Int { Int(id & 0xFFFF_FFFF) }

  /// All chunks of a series that can hold a time of the range.
  static func range(series: Int64, _ times: Range<Int>, in tier: Tier) -> Range<Int64> {
    id(series: series, start: tier.start(of: times.lowerBound))..<id(series: series, start: times.upperBound)
  }
}
