import GRDB

/// The moment in which the condition of a rule begins to hold, or holds no longer: one process has it.
struct RuleTurn: Sendable {
  /// What began; `nil` for an end.
  var incident: Int64?
  /// Something was done so short a time ago that nothing is done now.
  var isResting = false

  /// - Parameter rule: as it was when its condition was looked at.
  /// - Returns: `nil` when it is another one by now, or another process had this turn.
  init?(of rule: RuleRecord, holds: Bool, value: Double?, at now: Double, _ db: Database) throws {
    guard let id = rule.id, let kept = try RuleRecord.fetch(id, db), kept.isStill(rule),
      kept.firingSince == rule.firingSince
    else { return nil }
    guard holds else {
      try Self.calm(id, at: now, db)
      return
    }
    // A clock that was set back must not let it rest for ever.
    isResting = rule.action != .alert && kept.actedAt.map { abs(now - $0) < Double(kept.coolDown) } ?? false
    try db.execute(
      sql: "UPDATE rule SET firingSince = ?, actedAt = ? WHERE id = ?",
      arguments: [now, isResting ? kept.actedAt : now, id])
    var begun = IncidentRecord(
      rule: id, machine: rule.machine, metric: rule.condition.metric, value: value, startedAt: now,
      outcome: isResting ? "nothing was done: less than \(kept.coolDown) s after the last time" : nil)
    try begun.insert(db)
    incident = begun.id
  }

  /// Its condition holds no longer, or is looked at anew.
  static func calm(_ id: Int64, at now: Double, _ db: Database) throws {
    try db.execute(sql: "UPDATE rule SET firingSince = NULL WHERE id = ?", arguments: [id])
    try IncidentRecord.finish(ofRule: id, at: now, db)
  }
}
