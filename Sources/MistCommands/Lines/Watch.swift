import ArgumentParser
import MistModel
import MistOutput

struct Watch: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "watch", abstract: "Repeat a command that looks, and mark what changed.",
    discussion: """
      watch COMMAND [--every 5s] [--until NAME=VALUE]. It redraws in place until Ctrl-C, or until the condition holds \
      for every row. | STAGEs are done each time: watch list-machines | where tags=dev.
      """)
  static let risk = Risk.reads
  static let examples = ["watch list-machines", "watch list-machines --every 2s --until state=running"]

  @Argument(parsing: .captureForPassthrough, help: "COMMAND [--every 5s] [--until NAME=VALUE]")
  var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    let plan = try WatchPlan(words, in: shell)
    let redrawing = Redrawing(
      every: plan.every, heading: "every \(Int(plan.every)) s: \(escaped(plan.line)); Ctrl-C ends", marksChanges: true)
    return try await redrawing.run(in: shell, until: { try plan.until?.holds(forAllRowsOf: $0) ?? false }) {
      try await shell.result(ofLine: plan.line)
    }
  }
}

/// What `watch` was told.
struct WatchPlan {
  var line: String
  var every: Double = 5
  var until: RowCondition?

  init(_ words: [String], in shell: any Shell) throws {
    var rest = words[...]
    var command: [String] = []
    while let word = rest.popFirst() {
      switch word {
      case "--every": every = try Self.value(of: word, &rest, Period.init).seconds
      case "--until": until = try Self.value(of: word, &rest, RowCondition.init)
      default: command.append(word)
      }
    }
    guard !command.isEmpty else { throw MistError(.usage, "watch needs a command", hint: "watch list-machines") }
    let meant: any Command.Type
    do {
      meant = try CommandIndex(shell.commands).match(command, bareCount: command.count).command
    } catch {
      throw error.error
    }
    guard meant.risk == .reads else {
      throw MistError(
        .usage, "watch repeats what only looks, and \(meant.name) does more", hint: "watch list-machines, for one")
    }
    line = command.map(quoted).joined(separator: " ")
  }

  private static func value<Value>(
    of option: String, _ rest: inout ArraySlice<String>, _ read: (String) throws -> Value
  ) throws -> Value {
    guard let text = rest.popFirst() else { throw MistError(.usage, "\(option) needs a value", hint: "help watch") }
    return try read(text)
  }
}
