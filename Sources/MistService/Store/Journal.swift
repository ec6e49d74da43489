import GRDB

/// Who did what and when. A line is written in the same transaction as the change it tells of.
enum Journal {
  static func note(_ db: Database, at time: Double, who: Caller, _ action: String, _ subject: String) throws {
    try db.execute(
      sql: "INSERT INTO journal (time, who, action, subject) VALUES (?, ?, ?, ?)",
      arguments: [time, who.name, action, subject])
  }
}
