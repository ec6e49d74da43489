import ArgumentParser
import MistModel
import MistOutput

struct Alias: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "alias", abstract: "Give a line a short name; alone, show those there are.",
    discussion: "alias NAME = 'LINE'. What follows the name on a line goes behind the line it stands for.")
  static let risk = Risk.session
  static let examples = ["alias", "alias up = 'list-machines | where state=running'"]

  @Argument(parsing: .allUnrecognized, help: "NAME = 'LINE'")
  var words: [String] = []

  func run(in shell: any Shell) async throws -> Output {
    guard !words.isEmpty else { return .table(shorthandTable(of: shell, isMacro: false, whenEmpty: "No aliases")) }
    try shell.define(words, isMacro: false)
    return .nothing
  }
}

extension Shell {
  func define(_ words: [String], isMacro: Bool) throws {
    let (name, shorthand) = try Shorthand.definition(words, isMacro: isMacro)
    // A beginning of a command's name means that command, and must go on doing so.
    if let command = commands.commands.first(where: { $0.names.contains { $0.hasPrefix(name) } }) {
      throw MistError(.usage, "\(name) means the command \(command.name)", hint: "choose another name")
    }
    shorthands[name] = shorthand
  }
}

func shorthandTable(of shell: any Shell, isMacro: Bool, whenEmpty: String) -> Table {
  let rows = shell.shorthands.filter { $0.value.isMacro == isMacro }.sorted { $0.key < $1.key }
  return Table(
    [
      .init("name", "Name", width: 12), .init("parameters", "Parameters", width: 16), .init("lines", "Lines", width: 0),
    ],
    rows: rows.map { name, shorthand in
      [.text(name), .list(shorthand.parameters, separator: " "), .text(shell.masked(shorthand.lines))]
    },
    whenEmpty: whenEmpty)
}
