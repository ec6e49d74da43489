import ArgumentParser
import MistModel
import MistOutput

struct StopMachine: Command {
  static let configuration = CommandConfiguration(shellCommand: "stop", abstract: "Stop a machine and keep its disks.")
  static let risk = Risk.changes
  static let examples = ["stop db1", "stop Juno/db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.stop(machine.reference)
    return .sentence("Stopped machine \(escaped(machine.name))")
  }
}
