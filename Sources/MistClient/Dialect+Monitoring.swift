import MistModel
import MistWire

/// What is not the same in all dialects about metrics and rules.
extension Dialect {
  func metricsPath(of machine: MachineReference) -> WirePath {
    guard self == .today else { return "/backends/\(machine.backend)/machines/\(machine.machine)/metrics" }
    let path: WirePath = "/metrics"
    return path.with(query: [("resource_type", "machine"), ("resource_id", machine.machine.rawValue)])
  }

  func rules(in bytes: [UInt8]) throws -> [Rule] {
    guard self != .today else {
      return try WireJSON.value([TodaysRuleBody].self, from: bytes).compactMap(\.rule)
    }
    // A list in some services, in others an object by id.
    switch try WireJSON.value(JSONValue.self, from: bytes) {
    case .array: return try WireJSON.value([RuleBody].self, from: bytes).compactMap { $0.rule() }
    case .null: return []
    default: return try WireJSON.value([String: RuleBody].self, from: bytes).compactMap { $1.rule($0) }
    }
  }

  func addRule(_ change: RuleChange, on machine: MachineReference, confirm: String?) throws -> DialectCall {
    guard self == .today else {
      return DialectCall(.post, "/rules", body: RuleOrderBody(change, on: machine, confirm: confirm))
    }
    guard let metric = change.metric, let comparison = change.comparison, let value = change.value else {
      throw MistError(.usage, "a rule needs a metric, a comparison and a value")
    }
    let rule = Rule(
      id: "", machine: machine, metric: metric, comparison: comparison, value: value,
      aggregate: change.aggregate ?? .all, window: change.window, action: change.action ?? .alert)
    return DialectCall(.post, "/rules", body: TodaysRuleOrderBody(rule))
  }

  func editRule(_ rule: Rule, _ change: RuleChange, confirm: String?) throws -> DialectCall {
    guard self == .today else {
      return DialectCall(.post, "/rules", body: RuleOrderBody(change, of: rule.id, confirm: confirm))
    }
    // There a rule is changed as a whole: what is not told here would be gone.
    guard !rule.isMoreThanThis else {
      throw MistError(
        .notSupported, "rule \(rule.id) is about more machines or does more than this shell can write",
        hint: "change it in the service's own pages")
    }
    return DialectCall(.post, "/rules/\(rule.id)", body: TodaysRuleOrderBody(rule.changed(by: change)))
  }
}

extension Rule {
  fileprivate func changed(by change: RuleChange) -> Rule {
    var rule = self
    rule.metric = change.metric ?? metric
    rule.comparison = change.comparison ?? comparison
    rule.value = change.value ?? value
    rule.aggregate = change.aggregate ?? aggregate
    rule.window = change.window ?? window
    rule.action = change.action ?? action
    return rule
  }
}
