import ArgumentParser
import MistModel
import MistOutput

struct ShowHistory: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "history", abstract: "Show lines that were run before, the newest last.",
    discussion: """
      With a text only those that hold it. A line that begins with a blank is not kept; secrets are kept as \(secretMark).
      history save 12-20 as FILE writes lines into a file that can be run.
      """)
  static let risk = Risk.reads
  static let examples = ["history", "history create-machine", "history --failed --context Juno --since 2h"]

  @Argument(help: "What the lines hold.")
  var text: [String] = []

  @Flag(help: "Only lines that went wrong.")
  var failed = false

  @Option(help: "Only lines run there: a backend, a machine or Juno/db1.")
  var context: String?

  @Option(help: "Only lines not older than that: 90, 30s, 5m, 2h, 7d.", transform: { try Period($0) })
  var since: Period?

  @Option(help: "How many lines at most.")
  var last = 50

  func run(in shell: any Shell) async throws -> Output {
    guard last > 0 else { throw MistError(.usage, "--last \(last) shows nothing", hint: "history --last 50") }
    guard let history = shell.pastLines else { throw MistError(.notSupported, "no history is kept here") }
    let now = shell.world.now()
    let found = history.pastLines().filter { isWanted($0, now: now) }.suffix(last)
    return .table(table(of: found, now: now, isForPrograms: shell.settings.format.isForPrograms))
  }

  private func isWanted(_ past: PastLine, now: Double) -> Bool {
    if failed, past.status == 0 { return false }
    if let since, past.time < now - since.seconds { return false }
    if let context, !past.wasRun(in: context) { return false }
    return text.isEmpty || past.line.lowercased().contains(text.joined(separator: " ").lowercased())
  }

  private func table(of lines: ArraySlice<PastLine>, now: Double, isForPrograms: Bool) -> Table {
    Table(
      [
        .init("number", "Number", width: 5, priority: 1), .init("time", "Time", width: 12),
        .init("status", "Status", width: 3),
        .init("duration", "Duration", width: 7), .init("context", "Context", width: 16),
        .init("line", "Line", width: 40, priority: 0, isElastic: true),
      ],
      rows: lines.map { past in
        [
          .integer(past.number), isForPrograms ? .number(past.time) : .text(pastTime(past.time, now: now)),
          .integer(Int(past.status)),
          isForPrograms ? .number(past.duration) : .text(Duration.seconds(past.duration).ageText),
          .text(past.context.isEmpty && !isForPrograms ? "-" : past.context), .text(past.line),
        ]
      },
      whenEmpty: "No such lines", heading: lines.isEmpty ? nil : "Times are UTC")
  }
}

extension PastLine {
  /// `Juno` means the backend and all machines in it, `db1` and `Juno/db1` the machine.
  fileprivate func wasRun(in name: String) -> Bool {
    "/\(context)/".lowercased().contains("/\(name)/".lowercased())
  }
}
