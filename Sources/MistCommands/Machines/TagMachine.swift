import ArgumentParser
import MistModel
import MistOutput

struct TagMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "tag", abstract: "Put a tag on a machine.", aliases: ["add-tag"])
  static let risk = Risk.changes
  static let examples = ["tag db1 --new-tag dev", "tag Juno/db1 env=prod", "add-tag db1 --key env --value prod"]

  @OptionGroup var machine: MachineChoice

  @Argument(help: ArgumentHelp("The tag: a word, or KEY=VALUE.", valueName: "tag"))
  var word: TagName?

  @Option(name: [.customLong("new-tag"), .customLong("tag")], help: "The tag by an option.")
  var newTag: TagName?

  @OptionGroup var pair: TagPair

  /// A script finds it before its first line runs.
  func validate() throws {
    _ = try pair.tag(orNamed: [word, newTag])
  }

  func run(in shell: any Shell) async throws -> Output {
    let tag = try pair.tag(orNamed: [word, newTag])
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    try await shell.client.tag(machine.reference, with: tag)
    return .sentence("Add tag \(escaped(tag.description)) to machine \(escaped(machine.name))")
  }
}
