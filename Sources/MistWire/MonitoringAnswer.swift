import MistModel

/// The answer of `GET /monitoring`: what is monitored, by whom it is paid for, and what is told to whom.
public struct MonitoringAnswer: Codable, Sendable {
  /// `[backend, machine]` each.
  public var machines: [[String]] = []
  public var monitored_machines: [String: JSONValue] = [:]
  public var rules: [String: JSONValue] = [:]
  public var alerts_email: [String] = []
  public var custom_metrics: [String: JSONValue] = [:]
  public var builtin_metrics: [String: JSONValue] = [:]
  public var current_plan: [String: JSONValue]

  public init(plan: [String: JSONValue]) {
    current_plan = plan
  }
}
