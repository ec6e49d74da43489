/// Says what is to be done when a metric of a machine passes a value.
public struct Rule: Hashable, Sendable {
  public var id: RuleID
  public var machine: MachineReference
  /// The metric's id.
  public var metric: String
  public var comparison: Comparison
  public var value: Double
  public var aggregate: Aggregate
  /// Seconds of values that are looked at; `nil` where the service does not tell.
  public var window: Int?
  public var action: Action
  /// Since when its condition holds, in seconds since 1970; `nil` while it does not, or where the service does not tell.
  public var firingSince: Double?
  /// It is about more machines or does more than can be told here.
  public var isMoreThanThis: Bool

  public init(
    id: RuleID, machine: MachineReference, metric: String, comparison: Comparison, value: Double,
    aggregate: Aggregate = .all, window: Int? = nil, action: Action = .alert, firingSince: Double? = nil,
    isMoreThanThis: Bool = false
  ) {
    self.id = id
    self.machine = machine
    self.metric = metric
    self.comparison = comparison
    self.value = value
    self.aggregate = aggregate
    self.window = window
    self.action = action
    self.firingSince = firingSince
    self.isMoreThanThis = isMoreThanThis
  }

  /// How a value is compared, in the words of the original.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case above = "gt"
    case below = "lt"

    /// `>` or `<`.
    public var sign: String { self == .above ? ">" : "<" }
  }

  /// Which of the values in the window have to pass.
  public enum Aggregate: String, Hashable, Sendable, CaseIterable {
    case all, any
    /// Their mean.
    case avg
  }

  /// What is done once the condition holds.
  public enum Action: Hashable, Sendable {
    case alert, reboot, destroy
    /// Runs a line on the machine.
    case command(String)

    /// In the words of the original.
    public var name: String {
      switch self {
      case .alert: "alert"
      case .reboot: "reboot"
      case .destroy: "destroy"
      case .command: "command"
      }
    }
  }
}

/// What a rule is to become; what is `nil` stays as it is.
public struct RuleChange: Hashable, Sendable {
  public var metric: String?
  public var comparison: Rule.Comparison?
  public var value: Double?
  public var aggregate: Rule.Aggregate?
  public var window: Int?
  public var action: Rule.Action?

  public init(
    metric: String? = nil, comparison: Rule.Comparison? = nil, value: Double? = nil, aggregate: Rule.Aggregate? = nil,
    window: Int? = nil, action: Rule.Action? = nil
  ) {
    self.metric = metric
    self.comparison = comparison
    self.value = value
    self.aggregate = aggregate
    self.window = window
    self.action = action
  }
}

/// A time during which the condition of a rule held.
public struct Incident: Hashable, Sendable {
  public var id: String
  public var rule: RuleID?
  public var machine: MachineReference
  public var metric: String
  /// The value that began it.
  public var value: Double?
  /// Seconds since 1970.
  public var startedAt: Double
  /// `nil` while it goes on.
  public var finishedAt: Double?
  /// What was done, or why it was not.
  public var outcome: String?
  /// Found in values that came late: nothing was done on its account.
  public var wasSeenLate: Bool

  public init(
    id: String, rule: RuleID?, machine: MachineReference, metric: String, value: Double?, startedAt: Double,
    finishedAt: Double? = nil, outcome: String? = nil, wasSeenLate: Bool = false
  ) {
    self.id = id
    self.rule = rule
    self.machine = machine
    self.metric = metric
    self.value = value
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.outcome = outcome
    self.wasSeenLate = wasSeenLate
  }
}
