import GRDB

/// What people decided about monitoring. What was measured is in a database of its own.
enum MonitoringTables {
  /// Rows are of a backend's id and a machine's: they outlive a backend as tags do, and a machine that is made anew is
  /// another one.
  static func make(_ db: Database) throws {
    try db.create(table: "monitored") { table in
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("since", .double).notNull()
      // How far its installation came, and what went wrong with it.
      table.column("state", .text).notNull()
      table.column("trouble", .text)
      table.column("job", .text)
      table.primaryKey(["backend", "machine"])
    }
    // Metrics that somebody wants to see beside those every machine shows; with them all whose ids begin with one.
    try db.create(table: "chosenMetric") { table in
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("metric", .text).notNull()
      table.primaryKey(["backend", "machine", "metric"])
    }
    try db.create(table: "customMetric") { table in
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("plugin", .text).notNull()
      table.primaryKey(["backend", "machine", "plugin"])
    }
    // What people call a metric, on all machines.
    try db.create(table: "metricName") { table in
      table.primaryKey("metric", .text)
      table.column("name", .text)
      table.column("unit", .text)
    }
    try db.create(table: "rule") { table in
      table.autoIncrementedPrimaryKey("id")
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("metric", .text).notNull()
      table.column("operator", .text).notNull()
      table.column("value", .double).notNull()
      table.column("aggregate", .text).notNull()
      // Seconds.
      table.column("window", .integer).notNull()
      table.column("action", .text).notNull()
      table.column("command", .text)
      table.column("coolDown", .integer).notNull()
      // Since when its condition holds, and when something was done on its account last.
      table.column("firingSince", .double)
      table.column("actedAt", .double)
    }
    // They outlive their rule.
    try db.create(table: "incident") { table in
      table.autoIncrementedPrimaryKey("id")
      table.column("rule", .integer).notNull()
      table.column("backend", .text).notNull()
      table.column("machine", .text).notNull()
      table.column("metric", .text).notNull()
      table.column("value", .double)
      table.column("startedAt", .double).notNull()
      table.column("finishedAt", .double)
      table.column("outcome", .text)
      table.column("isSeenLate", .boolean).notNull()
    }
    try db.create(index: "incidentStart", on: "incident", columns: ["startedAt"])
  }

  /// As people knew them: a machine that its provider lists no longer, and a metric whose id says less than its name.
  static func addNames(_ db: Database) throws {
    // The one of a rule that goes on is looked up with the rule.
    try db.create(index: "incidentOfRule", on: "incident", columns: ["rule"])
    for table in ["monitored", "customMetric"] {
      try db.alter(table: table) { $0.add(column: "name", .text) }
    }
  }
}
