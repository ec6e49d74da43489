import ArgumentParser
import MistModel
import MistOutput

struct DisableMonitoring: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "disable-monitoring", abstract: "End the measuring of a machine, and leave nothing of it there.")
  static let risk = Risk.changes
  static let examples = ["disable-monitoring db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.setMonitoring(of: machine.machine, isEnabled: false)
    return .sentence("Disabled monitoring to machine \(escaped(machine.name))")
  }
}
