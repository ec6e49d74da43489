import ArgumentParser
import MistModel
import MistOutput

struct Help: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "help", abstract: "Show all commands, or how to use one.")
  static let risk = Risk.reads
  static let examples = ["help", "help list-machines", "help list machines"]

  @Argument(help: "A command, or the beginning of its name.")
  var words: [String] = []

  func run(in shell: any Shell) async throws -> Output {
    let text = words.isEmpty ? overview(of: shell.commands) : try page(in: shell)
    return .document(Document(fields: [("help", .text(text))], text: text))
  }

  private func overview(of table: CommandTable) -> String {
    let known = Set(table.commands.map { $0.name })
    var sections = CommandTable.sections.map { section in
      CommandTable.Section(title: section.title, commands: section.commands.filter { known.contains($0.name) })
    }
    let listed = Set(sections.flatMap(\.commands).map { $0.name })
    sections.append(.init(title: "More", commands: table.commands.filter { !listed.contains($0.name) }))
    let width = (known.map(\.count).max() ?? 0) + 2
    let blocks = sections.filter { !$0.commands.isEmpty }.map { section in
      let lines = section.commands.map { command in
        "  " + command.name + String(repeating: " ", count: width - command.name.count) + command.configuration.abstract
      }
      return ([section.title] + lines).joined(separator: "\n")
    }
    let end = "help COMMAND tells more of one. Every command takes --format FORMAT, --pretty and --yes."
    return (blocks + [end]).joined(separator: "\n\n")
  }

  private func page(in shell: any Shell) throws -> String {
    let command: any Command.Type
    do {
      // As a line finds it, so that `help` before a line tells of the command that the line would run.
      command = try CommandIndex(shell.commands).meant(by: words, bareCount: words.count).command
    } catch {
      throw error.error
    }
    let usage = command.helpMessage(columns: max(40, shell.world.terminalWidth()))
    let examples = command.examples.map { "\n  " + $0 }.joined()
    let aliases = command.configuration.aliases
    let also = aliases.isEmpty ? "" : "\n\nALSO: \(aliases.joined(separator: ", "))"
    return usage.trimmingEnd() + also + (examples.isEmpty ? "" : "\n\nEXAMPLES:" + examples)
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    String(reversed().drop(while: \.isWhitespace).reversed())
  }
}
