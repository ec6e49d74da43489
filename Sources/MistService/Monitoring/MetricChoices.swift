import GRDB
import MistModel
import MistMonitoring

/// Which metrics people chose, and what they call them.
struct MetricChoices: Sendable {
  /// Ids, or what ids begin with.
  var chosen: [String] = []
  /// Those that people gave a name or a unit.
  var names: [String: (name: String?, unit: String?)] = [:]

  static func fetch(of machine: MachineReference, _ db: Database) throws -> MetricChoices {
    var choices = MetricChoices()
    choices.chosen = try String.fetchAll(
      db.cachedStatement(sql: "SELECT metric FROM chosenMetric WHERE backend = ? AND machine = ? ORDER BY metric"),
      arguments: machine.arguments)
    choices.names = try names(db)
    return choices
  }

  static func names(_ db: Database) throws -> [String: (name: String?, unit: String?)] {
    let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT metric, name, unit FROM metricName"))
    return Dictionary(rows.map { ($0["metric"], ($0["name"], $0["unit"])) }, uniquingKeysWith: { first, _ in first })
  }

  static func add(_ metric: String, to machine: MachineReference, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO chosenMetric (backend, machine, metric) VALUES (?, ?, ?)",
      arguments: machine.arguments + [metric])
  }

  static func remove(_ metric: String, from machine: MachineReference, _ db: Database) throws {
    try db.execute(
      sql: "DELETE FROM chosenMetric WHERE backend = ? AND machine = ? AND metric = ?",
      arguments: machine.arguments + [metric])
  }

  /// What is `nil` stays as it is.
  static func setName(of metric: String, name: String?, unit: String?, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO metricName (metric, name, unit) VALUES (?, ?, ?)
        ON CONFLICT (metric) DO UPDATE SET
          name = coalesce(excluded.name, name), unit = coalesce(excluded.unit, unit)
        """,
      arguments: [metric, name, unit])
  }

  func isChosen(_ metric: String) -> Bool {
    chosen.contains { metric == $0 || metric.hasPrefix($0 + ".") }
  }

  /// As people call it, where they do; those come first.
  func describe(_ metric: String) -> MetricDescription {
    var description = MetricNames.describe(metric)
    guard let given = names[metric] else { return description }
    if let name = given.name {
      description.name = name
      description.priority = -100
    }
    description.unit = given.unit ?? description.unit
    return description
  }
}
