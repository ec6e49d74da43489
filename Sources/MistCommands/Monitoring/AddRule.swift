import ArgumentParser
import MistModel
import MistOutput

struct AddRule: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-rule", abstract: "Watch a metric of a machine, and do something when it passes a value.",
    discussion: """
      Rules are watched while a shell or serve runs. One that destroys takes the machine's whole name, and asks for it \
      now, since nobody will be there to be asked later. The metric nodata is 1 while a machine does not answer though \
      something as far away does: another machine or a provider on this computer, in a local network or in the \
      internet.
      """)
  static let risk = Risk.changes
  static let examples = [
    "add-rule db1 cpu --above 90 --for 5m", "add-rule db1 load --above 8 --action reboot",
    "add-rule db1 disk --above 95 --command 'journalctl --vacuum-size=200M'",
  ]

  @OptionGroup var machine: MachineChoice
  @OptionGroup var metric: MetricChoice
  @OptionGroup var options: RuleOptions
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    var choice = machine
    let id = try metric.id(besides: &choice)
    let change = options.change(metric: id)
    guard change.value != nil else {
      throw MistError(.usage, "a rule needs a value to compare with", hint: "say --above 90 or --below 10")
    }
    let isDestroying = change.action == .destroy
    let machine = try await shell.machine(choice.asked, for: isDestroying ? .destroys : Self.risk)
    if isDestroying { try confirmation.confirmDestroyingRule(on: machine, in: shell) }
    let rule = try await shell.client.addRule(
      change, on: machine.reference, confirm: isDestroying ? machine.name : nil)
    let number = rule.map { " \(escaped($0.rawValue))" } ?? ""
    return .sentence("Added rule\(number) on machine \(escaped(machine.name))")
  }
}

extension ConfirmationOption {
  func confirmDestroyingRule(on machine: FoundMachine, in shell: any Shell) throws {
    try confirm(
      "let a rule destroy", "machine", machine.name, place: machine.backend.title,
      isProduction: shell.marks.isProduction(machine.backend.id), in: shell)
  }
}
