import GRDB

/// Takes away what is older than it is kept for.
enum Retention {
  /// Values of all machines, also of those that are no longer measured; then series and machines without any.
  static func sweep(at now: Int, _ db: Database) throws {
    try seal(at: now, db)
    let series = try Int64.fetchAll(db, sql: "SELECT id FROM series")
    for tier in Tier.allCases {
      let delete = try db.cachedStatement(sql: "DELETE FROM \(tier.table) WHERE id >= ? AND id < ?")
      // A chunk goes when its last value does.
      let oldest = max(0, now - tier.retention - tier.span)
      for id in series {
        try delete.execute(arguments: [ChunkID.id(series: id, start: 0), ChunkID.id(series: id, start: oldest)])
      }
    }
    let longest = Tier.hour.table
    for id in series {
      // The hour that is open has no chunks yet.
      try db.cachedStatement(
        sql: """
          DELETE FROM series WHERE id = ?
            AND NOT EXISTS (SELECT 1 FROM \(longest) WHERE \(longest).id >= ? AND \(longest).id < ?)
            AND NOT EXISTS (SELECT 1 FROM head WHERE head.machine = series.machine)
          """
      ).execute(arguments: [id, id << 32, (id + 1) << 32])
    }
    // One that was just begun has no series yet.
    try db.execute(
      sql: """
        DELETE FROM machine WHERE coalesce(triedAt, 0) < ? AND coalesce(heldUntil, 0) < ?
          AND NOT EXISTS (SELECT 1 FROM series WHERE series.machine = machine.id)
        """, arguments: [now - Tier.hour.retention, now])
  }

  /// The last hour of a machine that gives no values any more is never over by itself.
  private static func seal(at now: Int, _ db: Database) throws {
    let openHour = Tier.tenSeconds.start(of: now - Tier.tenSeconds.span)
    let machines = try Int64.fetchAll(
      db,
      sql: "SELECT id FROM machine WHERE EXISTS (SELECT 1 FROM head WHERE head.machine = machine.id AND time < ?)",
      arguments: [openHour])
    for machine in machines {
      var writer = try SeriesWriter(db, machine: machine, now: now)
      try writer.seal(before: openHour)
    }
  }

  /// All values of one metric of one machine.
  static func forget(_ metric: String, ofMachine machine: Int64, _ db: Database) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT id, slot FROM series WHERE machine = ? AND metric = ?", arguments: [machine, metric])
    guard let row else { return }
    let (id, slot): (Int64, Int) = (row["id"], row["slot"])
    for tier in Tier.allCases {
      try db.execute(
        sql: "DELETE FROM \(tier.table) WHERE id >= ? AND id < ?", arguments: [id << 32, (id + 1) << 32])
    }
    // Whatever gets the slot next must not find these.
    for row in try Row.fetchAll(db, sql: "SELECT time, data FROM head WHERE machine = ?", arguments: [machine]) {
      var head = HeadRow(row["data"])
      guard !head[slot].isNaN else { continue }
      head[slot] = .nan
      try db.execute(
        sql: "UPDATE head SET data = ? WHERE machine = ? AND time = ?",
        arguments: [head.data, machine, row["time"] as Int])
    }
    try db.execute(sql: "DELETE FROM series WHERE id = ?", arguments: [id])
  }
}
