import ArgumentParser
import MistModel
import MistOutput

/// What a rule says, as the lines that make and change one have it.
struct RuleOptions: ParsableArguments {
  @Option(help: "Holds while the metric is higher than this.")
  var above: Double?

  @Option(help: "Holds while the metric is lower than this.")
  var below: Double?

  @Option(
    name: [.customLong("for"), .customLong("window")], help: "For how long: 1m, 5m.", transform: { try Period($0) })
  var window: Period?

  @Option(help: "Which of the values in that time: all, any, or avg for their mean.")
  var aggregate: Rule.Aggregate?

  @Option(help: "What is done then: alert, reboot, destroy, or command with --command.")
  var action: RuleDeed?

  @Option(help: "A line that is run on the machine.")
  var command: String?

  /// A script finds it before its first line runs.
  func validate() throws {
    guard above == nil || below == nil else {
      throw MistError(.usage, "--above and --below are both said", hint: "say one of them")
    }
    guard [above, below].allSatisfy({ $0?.isFinite ?? true }) else {
      throw MistError(.usage, "a rule compares with a number")
    }
    if let window, window.seconds < 10 || window.seconds > 86_400 {
      throw MistError(.usage, "--for is from 10s to 1d")
    }
    guard (action == .command) == (command != nil) || (action == nil && command != nil) else {
      throw MistError(.usage, action == .command ? "--command LINE is missing" : "--command goes with --action command")
    }
    if let command, command.isBlank { throw MistError(.usage, "--command is empty") }
  }

  /// - Parameter metric: its id; `nil` where it stays.
  func change(metric: String? = nil) -> RuleChange {
    RuleChange(
      metric: metric, comparison: above != nil ? .above : below != nil ? .below : nil, value: above ?? below,
      aggregate: aggregate, window: window.map { Int($0.seconds) }, action: deed)
  }

  private var deed: Rule.Action? {
    switch action {
    case .alert: .alert
    case .reboot: .reboot
    case .destroy: .destroy
    case .command, nil: command.map { .command($0) }
    }
  }
}

/// The words of `--action`.
enum RuleDeed: String, CaseIterable, ExpressibleByArgument {
  case alert, reboot, destroy, command
}

extension Rule.Aggregate: ExpressibleByArgument {}
