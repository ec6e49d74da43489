import ArgumentParser
import MistModel
import MistOutput

struct TagMachine: Command {
  static let configuration = CommandConfiguration(shellCommand: "tag", abstract: "Put a tag on a machine.")
  static let risk = Risk.changes
  static let examples = ["tag db1 --new-tag dev", "tag Juno/db1 --new-tag env=prod"]

  @OptionGroup var machine: MachineChoice

  @Option(name: [.customLong("new-tag"), .customLong("tag")], help: "A word, or KEY=VALUE.")
  var newTag: TagName

  func run(in shell: any Shell) async throws -> Output {
    let tag = try newTag.tag
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.tag(machine.reference, with: tag)
    return .sentence("Add tag \(escaped(tag.description)) to machine \(escaped(machine.name))")
  }
}
