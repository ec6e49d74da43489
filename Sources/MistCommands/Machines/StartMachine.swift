import ArgumentParser
import MistModel
import MistOutput

struct StartMachine: Command {
  static let configuration = CommandConfiguration(shellCommand: "start", abstract: "Start a machine.")
  static let risk = Risk.changes
  static let examples = ["start db1", "start Juno/db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.start(machine.reference)
    return .sentence("Started machine \(escaped(machine.name))")
  }
}
