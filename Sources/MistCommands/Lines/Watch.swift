import ArgumentParser
import MistModel
import MistOutput

struct Watch: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "watch", abstract: "Repeat a command that looks, and mark what changed.",
    discussion: """
      watch COMMAND [--every 5s] [--until NAME=VALUE]. It redraws in place until Ctrl-C, or until the condition holds \
      for every row.
      """)
  static let risk = Risk.reads
  static let examples = ["watch list-machines", "watch list-machines --every 2s --until state=running"]

  @Argument(parsing: .captureForPassthrough, help: "COMMAND [--every 5s] [--until NAME=VALUE]")
  var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    let plan = try WatchPlan(words, in: shell)
    var before: Frame?
    while true {
      let output: Output
      do {
        output = try await shell.result(ofLine: plan.line)
      } catch is CancellationError {
        return .nothing
      }
      before = draw(output, of: plan, over: before, in: shell)
      if try plan.until?.holds(forAllRowsOf: output) ?? false { return .nothing }
      // The picture says enough.
      shell.doing("")
      do {
        try await shell.world.sleep(plan.every)
      } catch is CancellationError {
        // Ctrl-C is how one leaves: the last picture stays.
        return .nothing
      }
    }
  }

  private func draw(_ output: Output, of plan: WatchPlan, over before: Frame?, in shell: any Shell) -> Frame? {
    let world = shell.world
    let format = shell.settings.format
    guard world.outputIsTerminal else {
      shell.write((before == nil ? "" : "\n") + render(output, as: format))
      return Frame(text: "", width: 1, height: 1)
    }
    let width = world.terminalWidth()
    let text = render(output, as: format, toTerminal: true, width: width)
    let heading = "every \(Int(plan.every)) s: \(escaped(plan.line)); Ctrl-C ends"
    let frame = Frame(text: text, width: width, height: world.terminalHeight(), heading: heading)
    shell.write(frame.redraw(from: before, marks: world.usesColour))
    return frame
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
