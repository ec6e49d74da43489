import MistModel

/// A rule in `GET /rules` and in the `rules` of `GET /monitoring`.
public struct RuleBody: Codable, Sendable {
  public var id: RuleID?
  public var backend: BackendID?
  public var machine: MachineID?
  public var metric: String?
  /// `gt` or `lt`.
  public var `operator`: String?
  public var value: Double?
  /// `all`, `any` or `avg`.
  public var aggregate: String?
  /// Seconds of values that are looked at.
  public var window: Int?
  /// `alert`, `reboot`, `destroy` or `command`.
  public var action: String?
  /// The line that the action `command` runs.
  public var command: String?
  /// Since when its condition holds; seconds since 1970.
  public var firing_since: Double?

  public init(_ rule: Rule) {
    id = rule.id
    backend = rule.machine.backend
    machine = rule.machine.machine
    metric = rule.metric
    self.operator = rule.comparison.rawValue
    value = rule.value
    aggregate = rule.aggregate.rawValue
    window = rule.window
    action = rule.action.name
    if case .command(let line) = rule.action { command = line }
    firing_since = rule.firingSince
  }

  /// `nil` for one that this program does not understand.
  ///
  /// - Parameter key: the id under which it stands, where it does not say it itself.
  public func rule(_ key: String? = nil) -> Rule? {
    guard let id = id ?? key.map({ RuleID($0) }), let backend, let machine, let metric, let value,
      let comparison = Rule.Comparison(rawValue: self.operator ?? "gt")
    else { return nil }
    return Rule(
      id: id, machine: MachineReference(backend: backend, machine: machine), metric: metric, comparison: comparison,
      value: value, aggregate: aggregate.flatMap { Rule.Aggregate(rawValue: $0) } ?? .all, window: window,
      action: Self.action(action, command), firingSince: firing_since)
  }

  private static func action(_ name: String?, _ command: String?) -> Rule.Action {
    switch name {
    case "reboot": .reboot
    case "destroy": .destroy
    case "command": .command(command ?? "")
    default: .alert
    }
  }
}

/// `POST /rules`: adds a rule, or changes the one whose `id` it has.
public struct RuleOrderBody: Codable, Sendable {
  public var id: RuleID?
  public var backendId: BackendID?
  public var machineId: MachineID?
  public var metric: String?
  public var `operator`: String?
  public var value: Double?
  public var aggregate: String?
  public var window: Int?
  public var action: String?
  public var command: String?
  /// The machine's name: given when a rule that destroys is made, so that nobody makes one by a slip.
  public var confirm: String?

  public init(_ change: RuleChange, on machine: MachineReference, confirm: String? = nil) {
    self.init(change, confirm: confirm)
    backendId = machine.backend
    machineId = machine.machine
  }

  public init(_ change: RuleChange, of rule: RuleID, confirm: String? = nil) {
    self.init(change, confirm: confirm)
    id = rule
  }

  private init(_ change: RuleChange, confirm: String?) {
    metric = change.metric
    self.operator = change.comparison?.rawValue
    value = change.value
    aggregate = change.aggregate?.rawValue
    window = change.window
    action = change.action?.name
    if case .command(let line)? = change.action { command = line }
    self.confirm = confirm
  }
}

/// The answer of `POST /rules`.
public struct RuleAnswer: Codable, Sendable {
  public var id: RuleID

  public init(id: RuleID) {
    self.id = id
  }
}

/// An incident in `GET /incidents`.
public struct IncidentBody: Codable, Sendable {
  public var id: String
  public var rule: RuleID?
  public var backend: BackendID
  public var machine: MachineID
  public var metric: String
  public var value: Double?
  public var started_at: Double
  /// 0 while it goes on.
  public var finished_at: Double?
  public var outcome: String?
  public var seen_late: Bool?

  public init(_ incident: Incident) {
    id = incident.id
    rule = incident.rule
    backend = incident.machine.backend
    machine = incident.machine.machine
    metric = incident.metric
    value = incident.value
    started_at = incident.startedAt
    finished_at = incident.finishedAt ?? 0
    outcome = incident.outcome
    seen_late = incident.wasSeenLate
  }

  public var incident: Incident {
    Incident(
      id: id, rule: rule, machine: MachineReference(backend: backend, machine: machine), metric: metric, value: value,
      startedAt: started_at, finishedAt: finished_at.flatMap { $0 > 0 ? $0 : nil }, outcome: outcome,
      wasSeenLate: seen_late ?? false)
  }
}
