import ArgumentParser
import MistModel
import MistOutput

struct DestroyMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "destroy", abstract: "Destroy a machine and everything on it.",
    discussion: "Takes a whole name or an id only, and asks before it does anything.")
  static let risk = Risk.destroys
  static let examples = ["destroy db1", "destroy Juno/db1 --yes"]

  @OptionGroup var machine: MachineChoice
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try confirmation.confirm(
      "destroy", "machine", machine.name, place: machine.backend.title,
      isProduction: shell.marks.isProduction(machine.backend.id), in: shell)
    try await shell.client.destroy(machine.reference)
    return .sentence("Destroyed machine \(escaped(machine.name))")
  }
}
