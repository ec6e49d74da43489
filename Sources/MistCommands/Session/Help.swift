import ArgumentParser
import MistModel
import MistOutput

struct Help: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "help", abstract: "Show all commands, how to use one, or a topic.",
    discussion: "Topics: \(HelpTopic.all.map(\.name).joined(separator: ", ")).")
  static let risk = Risk.reads
  static let examples = ["help", "help list-machines", "help list machines", "help pipes"]

  @Argument(help: "A command or the beginning of its name, or a topic.")
  var words: [String] = []

  func run(in shell: any Shell) async throws -> Output {
    let text = words.isEmpty ? overview(of: shell.commands) : try page(in: shell)
    return .document(Document(fields: [("help", .text(text))], text: text))
  }

  private func overview(of table: CommandTable) -> String {
    let sections = table.shownSections
    let width = (sections.flatMap(\.commands).map { $0.name.count }.max() ?? 0) + 2
    let blocks = sections.map { section in
      let lines = section.commands.map { command in
        "  " + command.name.padded(to: width) + command.configuration.abstract
      }
      return ([section.title] + lines).joined(separator: "\n")
    }
    let topics = HelpTopic.all.map { "  " + $0.name.padded(to: width) + $0.title }
    let end = """
      help COMMAND tells more of one, help TOPIC of a topic. Every command takes --format FORMAT, --pretty and --yes.
      """
    return (blocks + [(["Topics"] + topics).joined(separator: "\n"), end]).joined(separator: "\n\n")
  }

  private func page(in shell: any Shell) throws -> String {
    if words.count == 1, let topic = HelpTopic.all.first(where: { $0.name == words[0] }) {
      return topic.title + "\n\n" + topic.text
    }
    let command: any Command.Type
    do {
      // As a line finds it, so that `help` before a line tells of the command that the line would run.
      command = try CommandIndex(shell.commands).meant(by: words, bareCount: words.count).command
    } catch {
      throw error.error
    }
    return command.helpPage(columns: shell.world.helpColumns)
  }
}

extension Command {
  /// What `help COMMAND` and `COMMAND --help` show.
  public static func helpPage(columns: Int) -> String {
    let also = configuration.aliases.isEmpty ? "" : "\n\nALSO: \(configuration.aliases.joined(separator: ", "))"
    let examples = examples.map { "\n  " + $0 }.joined()
    return helpMessage(columns: columns).trimmingEnd() + also + (examples.isEmpty ? "" : "\n\nEXAMPLES:" + examples)
  }
}

extension World {
  /// How wide a page of help may be.
  public var helpColumns: Int { outputIsTerminal ? max(40, terminalWidth()) : 80 }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  fileprivate func trimmingEnd() -> String {
    String(reversed().drop(while: \.isWhitespace).reversed())
  }
}
