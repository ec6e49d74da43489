import ArgumentParser
import MistModel
import MistOutput

struct RunOnMachines: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "run", abstract: "Run a command on several machines at once.",
    discussion: "What the machines write is shown as it comes; --gather shows equal outputs once, at the end.")
  static let risk = Risk.changes
  static let examples = [
    "run --command uptime --tag dev", "run --command 'df -h /' db1 db2", "run --gather --command uptime --backend Juno",
  ]

  @OptionGroup var targets: RunTargets

  @Option(help: "The command, for the shell of the remote user.")
  var command: String

  @Flag(help: "Show equal outputs once, at the end, failures last.")
  var gather = false

  @Option(help: "How many machines at once, 256 at most.", transform: Self.forks)
  var forks = 32

  @Option(help: "How long each machine may take: 90, 30s, 5m.", transform: { try Period($0) })
  var timeout: Period?

  func run(in shell: any Shell) async throws -> Output {
    guard !command.isBlank else { throw MistError(.usage, "--command is empty") }
    let found = try await targets.machines(in: shell)
    let isForPrograms = shell.isPiped || shell.settings.format.isForPrograms
    if found.isByTag, !isForPrograms { shell.write("Found tagged machines\n") }

    // What was shown line by line is not kept too: a machine may write more than the memory holds.
    var record = RunRecord(of: found.machines, keepsOutput: gather || isForPrograms)
    var stream = RunStream(labels: record.labels)
    let events = try await shell.client.run(
      command, on: found.machines.map(\.reference), forks: forks, timeout: timeout?.seconds)
    shell.doing(record.activity)
    defer {
      // What goes on over there when nobody waits any more is not known: that is said.
      if Task.isCancelled, let unfinished = record.unfinished {
        shell.note("asked to stop, and not waited for: \(unfinished)")
      }
    }
    for try await event in events {
      record.take(event)
      if case .finished = event { shell.doing(record.activity) }
      guard !gather, !isForPrograms else { continue }
      for line in stream.lines(after: event) {
        // What a machine writes as an error goes where errors go, so that a pipe gets output only.
        line.isError ? shell.note(line.text) : shell.write(line.text + "\n")
      }
    }
    // A cancelled stream just ends; that must not look like machines that were not heard of.
    try Task.checkCancellation()
    try await shell.show(isForPrograms ? record.table : gather ? record.gathered : record.summary)
    if let error = record.failure(unlisted: found.unlisted) { throw error }
    return .nothing
  }

  private static func forks(_ text: String) throws -> Int {
    guard let count = Int(text), (1...256).contains(count) else {
      throw MistError(.usage, "a number from 1 to 256 is needed")
    }
    return count
  }
}
