import MistModel

/// A rule as the Mist of today has it, in both directions: several queries, machines and actions, of which this program
/// knows the first of each.
public struct TodaysRuleBody: Decodable, Sendable {
  public struct Query: Codable, Sendable {
    public var target: String
    public var `operator`: String
    public var threshold: JSONValue
    public var aggregation: String?
  }

  public struct Span: Codable, Sendable {
    public var start: Int
    public var stop: Int
    /// `seconds`, `minutes` …
    public var period: String

    var seconds: Int? {
      let units = ["second": 1, "minute": 60, "hour": 3600, "day": 86_400]
      let unit = period.hasSuffix("s") ? String(period.dropLast()) : period
      guard let size = units[unit], (0...1_000_000).contains(start), (0...start).contains(stop) else { return nil }
      return size * (start - stop)
    }
  }

  public struct Action: Codable, Sendable {
    public var type: String?
    /// Of a `machine_action`: `reboot`, `destroy` …
    public var action: String?
    public var command: String?
  }

  public struct Selector: Codable, Sendable {
    public var type: String?
    public var ids: [String]?
  }

  public var id: RuleID
  public var queries: [Query]?
  public var window: Span?
  public var actions: [Action]?
  public var selectors: [Selector]?

  /// `nil` for one that is about something else than one value of one machine.
  public var rule: Rule? {
    guard let query = queries?.first, queries?.count == 1, let comparison = Rule.Comparison(rawValue: query.operator),
      let machine = selectors?.first(where: { $0.type == "machines" })?.ids?.first,
      let value = query.threshold.amount
    else { return nil }
    return Rule(
      id: id, machine: MachineReference(backend: "", machine: MachineID(machine)), metric: query.target,
      comparison: comparison, value: value, aggregate: query.aggregation.flatMap { .init(rawValue: $0) } ?? .all,
      window: window?.seconds, action: action, isMoreThanThis: isMoreThanThis)
  }

  private var isMoreThanThis: Bool {
    let isOneMachine = selectors?.count == 1 && selectors?.first?.ids?.count == 1
    return !isOneMachine || (actions?.count ?? 0) > 1
  }

  private var action: Rule.Action {
    guard let first = actions?.first(where: { $0.type != "notification" }) ?? actions?.first else { return .alert }
    switch (first.type, first.action) {
    case ("machine_action", "reboot"): return .reboot
    case ("machine_action", "destroy"): return .destroy
    case ("command", _): return .command(first.command ?? "")
    default: return .alert
    }
  }
}

/// `POST /api/v1/rules` of today.
public struct TodaysRuleOrderBody: Encodable, Sendable {
  public struct Every: Encodable, Sendable {
    public var every = 60
    public var period = "seconds"
  }

  public var selectors: [TodaysRuleBody.Selector]
  public var queries: [TodaysRuleBody.Query]
  public var window: TodaysRuleBody.Span
  public var frequency = Every()
  public var actions: [TodaysRuleBody.Action]

  public init(_ rule: Rule) {
    selectors = [.init(type: "machines", ids: [rule.machine.machine.rawValue])]
    queries = [
      .init(
        target: rule.metric, operator: rule.comparison.rawValue, threshold: .number(rule.value),
        aggregation: rule.aggregate.rawValue)
    ]
    window = .init(start: rule.window ?? 60, stop: 0, period: "seconds")
    switch rule.action {
    case .alert: actions = [.init(type: "notification")]
    case .reboot, .destroy: actions = [.init(type: "machine_action", action: rule.action.name)]
    case .command(let line): actions = [.init(type: "command", command: line)]
    }
  }
}

extension JSONValue {
  fileprivate var amount: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string(let text): Double(text)
    default: nil
    }
  }
}
