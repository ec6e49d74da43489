import ArgumentParser
import MistModel
import MistOutput

struct EditRule: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "edit-rule", abstract: "Change what a rule compares, and what it does.",
    discussion: "What is not said stays. list-rules shows the ids.")
  static let risk = Risk.changes
  static let examples = ["edit-rule 3 --above 95", "edit-rule 3 --for 10m --action alert"]

  @Argument(help: "The rule by its id.")
  var rule: String

  @Option(name: [.customLong("metric-id"), .customLong("metric")], help: "Another metric, by its id.")
  var metric: MetricName?

  @OptionGroup var options: RuleOptions
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let change = options.change(metric: metric.map { MetricAlias.id($0.text) })
    guard change != RuleChange() else {
      throw MistError(.usage, "nothing is to be changed", hint: "help edit-rule shows what can be")
    }
    let rule = try await shell.rule(rule)
    var confirm: String?
    if (change.action ?? rule.action) == .destroy {
      let naming = Naming(rule.machine.machine.rawValue, .id)
      let backend = rule.machine.backend.rawValue.isEmpty ? nil : Naming(rule.machine.backend.rawValue, .id)
      let machine = try await shell.machine(MachineNaming(machine: naming, backend: backend), for: .destroys)
      try confirmation.confirmDestroyingRule(on: machine, in: shell)
      confirm = machine.name
    }
    try await shell.client.editRule(rule, change, confirm: confirm)
    return .sentence("Changed rule \(escaped(rule.id.rawValue))")
  }
}

extension Shell {
  /// The rule with an id. Throws `MistError(.notFound)`. One request.
  func rule(_ id: String) async throws -> Rule {
    guard !id.isBlank else { throw MistError(.usage, "an empty id means no rule") }
    let rules = try await client.rules()
    guard let rule = rules.first(where: { $0.id.rawValue == id }) else {
      let known = rules.map { escaped($0.id.rawValue) }.prefix(10).joined(separator: ", ")
      throw MistError(
        .notFound, "no rule '\(escaped(id))'", hint: known.isEmpty ? "there are no rules: add-rule" : "rules: \(known)")
    }
    return rule
  }
}
