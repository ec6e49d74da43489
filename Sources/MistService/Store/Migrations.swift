import GRDB

/// The store's shape, version by version. A version that was released is never edited: a change is a new one.
enum Migrations {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 first", migrate: first)
    migrator.registerMigration("2 image stars, named tokens", migrate: starsAndTokens)
    migrator.registerMigration("3 work of jobs", migrate: workOfJobs)
    migrator.registerMigration("4 monitoring", migrate: MonitoringTables.make)
    migrator.registerMigration("5 memory of drivers", migrate: memoryOfDrivers)
    return migrator
  }

  private static func first(_ db: Database) throws {
    try db.create(table: "account") { table in
      table.primaryKey("email", .text)
      table.column("passwordHash", .blob).notNull()
      table.column("salt", .blob).notNull()
      table.column("createdAt", .double).notNull()
    }
    try db.create(table: "token") { table in
      table.primaryKey("hash", .blob)
      table.column("email", .text).notNull().references("account", onDelete: .cascade)
      table.column("createdAt", .double).notNull()
      table.column("lastUsedAt", .double).notNull()
    }
    try db.create(table: "key") { table in
      table.autoIncrementedPrimaryKey("position")
      table.column("id", .text).notNull().unique()
      table.column("sealedPrivate", .blob).notNull()
      table.column("publicKey", .text).notNull()
      table.column("isDefault", .boolean).notNull()
    }
    try db.create(table: "backend") { table in
      table.autoIncrementedPrimaryKey("position")
      table.column("id", .text).notNull().unique()
      table.column("title", .text).notNull().unique()
      table.column("provider", .text).notNull()
      table.column("region", .text)
      table.column("isEnabled", .boolean).notNull()
      // JSON of what the driver needs, secrets included.
      table.column("sealedParameters", .blob).notNull()
      // The account's public half (`apikey` of the original), shown in listings.
      table.column("account", .text).notNull()
    }
    try db.create(table: "listing") { table in
      table.primaryKey("backend", .text).references("backend", column: "id", onDelete: .cascade)
      table.column("heardAt", .double).notNull()
      table.column("machines", .text).notNull()
    }
    // Tags and associations outlive a backend: whoever adds the same account again finds them.
    try db.create(table: "tag") { table in
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("key", .text).notNull()
      table.column("value", .text)
      table.primaryKey(["backend", "machine", "key"])
    }
    try db.create(table: "association") { table in
      table.column("keyID", .text).notNull().references(
        "key", column: "id", onDelete: .cascade, onUpdate: .cascade)
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("lastUsed", .double).notNull()
      table.column("user", .text)
      table.column("hasSudo", .boolean).notNull()
      table.column("port", .integer).notNull()
      table.primaryKey(["keyID", "backend", "machine"])
    }
    try db.create(table: "hostKey") { table in
      table.column("address", .text).notNull()
      table.column("type", .text).notNull()
      table.column("publicKey", .text).notNull()
      table.column("fingerprint", .text).notNull()
      table.column("recordedAt", .double).notNull()
      table.primaryKey(["address", "type"])
    }
    try db.create(table: "script") { table in
      table.primaryKey("id", .text)
      table.column("name", .text).notNull().unique()
      table.column("description", .text).notNull()
      table.column("text", .text).notNull()
    }
    try db.create(table: "job") { table in
      table.primaryKey("id", .text)
      table.column("action", .text).notNull()
      table.column("startedAt", .double).notNull()
      table.column("finishedAt", .double)
      table.column("error", .text)
      // Which process works on it: a job whose process is gone did not go on.
      table.column("workerPID", .integer).notNull()
      table.column("workerStarted", .text).notNull()
      // JSON of the counters by step.
      table.column("summary", .text).notNull()
      // JSON of the log entries.
      table.column("logs", .text).notNull()
    }
    try db.create(table: "journal") { table in
      table.autoIncrementedPrimaryKey("position")
      table.column("time", .double).notNull()
      table.column("who", .text).notNull()
      table.column("action", .text).notNull()
      table.column("subject", .text).notNull()
    }
  }

  private static func starsAndTokens(_ db: Database) throws {
    // What people decided, over what the provider's driver shows by default. It outlives a backend as tags do.
    try db.create(table: "imageStar") { table in
      table.column("backend", .text).notNull()
      table.column("image", .text).notNull()
      // As it was called then: a starred image is listed even where the provider lists others only.
      table.column("name", .text).notNull()
      table.column("isStarred", .boolean).notNull()
      table.primaryKey(["backend", "image"])
    }
    try db.alter(table: "token") { table in
      table.add(column: "id", .text)
      // Absent for the token of a login.
      table.add(column: "name", .text)
      // Its first characters, to tell it from others.
      table.add(column: "preview", .text).notNull().defaults(to: "")
      table.add(column: "expiresAt", .double)
    }
    try db.execute(sql: "UPDATE token SET id = lower(hex(randomblob(16)))")
    try db.create(index: "tokenID", on: "token", columns: ["id"], options: .unique)
  }

  private static func memoryOfDrivers(_ db: Database) throws {
    try db.create(table: "driverMemory") { table in
      table.column("backend", .text).notNull().references("backend", column: "id", onDelete: .cascade)
      table.column("name", .text).notNull()
      table.column("keptAt", .double).notNull()
      // Tokens are among it.
      table.column("sealed", .blob).notNull()
      table.primaryKey(["backend", "name"])
    }
  }

  private static func workOfJobs(_ db: Database) throws {
    try db.alter(table: "job") { table in
      // JSON of what is to be done: another process can go on with it.
      table.add(column: "sealedWork", .blob)
    }
  }
}
