import ArgumentParser
import MistModel
import MistOutput

struct UntagMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "untag", abstract: "Take a tag off a machine.", aliases: ["remove-tag"])
  static let risk = Risk.changes
  static let examples = ["untag db1 --tag dev", "untag db1 env=prod", "remove-tag db1 --key env --value prod"]

  @OptionGroup var machine: MachineChoice

  @Argument(help: ArgumentHelp("The tag as list-machines shows it: a word, or KEY=VALUE.", valueName: "tag"))
  var word: TagName?

  @Option(help: "The tag by an option.")
  var tag: TagName?

  @OptionGroup var pair: TagPair

  /// A script finds it before its first line runs.
  func validate() throws {
    _ = try pair.tag(orNamed: [word, tag])
  }

  func run(in shell: any Shell) async throws -> Output {
    let tag = try pair.tag(orNamed: [word, tag])
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    guard machine.machine.tags.contains(tag) else {
      let tags = machine.machine.tags.map { escaped($0.description) }.joined(separator: ", ")
      throw MistError(
        .notFound, "machine \(escaped(machine.qualifiedName)) has no tag '\(escaped(tag.description))'",
        hint: tags.isEmpty ? "it has no tags" : "it has: \(tags)")
    }
    try await shell.client.untag(machine.reference, from: tag)
    return .sentence("Removed tag \(escaped(tag.description)) from machine \(escaped(machine.name))")
  }
}
