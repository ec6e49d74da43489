import ArgumentParser
import MistModel
import MistOutput

struct DescribeMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-machine", abstract: "Show one machine in full.")
  static let risk = Risk.reads
  static let examples = ["describe-machine db1", "describe-machine --id i-0ff3"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    var table = Table(machines: [machine.machine], backends: [machine.backend])
    table.isAlwaysPretty = true
    return .table(table)
  }
}
