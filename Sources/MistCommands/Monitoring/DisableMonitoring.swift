import ArgumentParser
import MistModel
import MistOutput

struct DisableMonitoring: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "disable-monitoring", abstract: "End the measuring of a machine, and leave nothing of it there.",
    discussion: "One that its provider lists no longer is only forgotten, with its rules: nothing is removed from it.")
  static let risk = Risk.changes
  static let examples = ["disable-monitoring db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    let found: FoundMachine
    do {
      found = try await shell.machine(asked, for: Self.risk)
    } catch let error as MistError where error.code == .notFound {
      guard let gone = try await shell.goneMachine(asked) else { throw error }
      try await shell.client.forgetMonitoring(of: gone.monitored)
      let name = escaped(gone.found.name)
      shell.note("\(escaped(gone.found.backend.title)) lists no \(name) any more: nothing was removed from the machine")
      return .sentence("Disabled monitoring to machine \(name)")
    }
    try await shell.client.setMonitoring(of: found.machine, isEnabled: false)
    return .sentence("Disabled monitoring to machine \(escaped(found.name))")
  }
}
