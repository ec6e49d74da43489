import ArgumentParser
import MistModel
import MistOutput

struct RebootMachine: Command {
  static let configuration = CommandConfiguration(shellCommand: "reboot", abstract: "Restart a machine.")
  static let risk = Risk.changes
  static let examples = ["reboot db1", "reboot Juno/db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.reboot(machine.reference)
    return .sentence("Rebooted machine \(escaped(machine.name))")
  }
}
