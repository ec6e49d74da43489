import ArgumentParser
import MistClient
import MistCommands
import MistModel
import MistOutput

/// The shell: knows where the user is, reads lines, runs their commands and shows what came of them.
///
/// Not `Sendable`: it is used by one task at a time, its commands included. Only `interruption` may be used from
/// elsewhere.
public final class MistShell: Shell {
  public let client: MistClient
  public let world: World
  public let commands: CommandTable
  public var context = ContextStack()
  public var settings = Settings()
  public var variables: [String: String] = [:]
  /// A script goes on after an error and tells the number of errors at its end.
  public var keepsGoing = false
  /// Stops the running command.
  public let interruption = Interruption()

  var reader: CallReader
  private(set) var isLeaving = false
  /// Lines that failed while the script went on.
  private(set) var failureCount = 0
  /// Commands that ran, failed ones included.
  private(set) var runCount = 0
  /// Where the scripts that are being run were called, outermost first: `deploy.mist:2:1: `.
  private var trail: [String] = []

  private static let mostNestedScripts = 16

  public init(client: MistClient, world: World, commands: CommandTable) {
    self.client = client
    self.world = world
    self.commands = commands
    reader = CallReader(commands)
  }

  // MARK: What commands use

  public func write(_ text: String) {
    if !text.isEmpty { world.write(.output, Array(text.utf8)) }
  }

  public func note(_ text: String) {
    world.write(.errors, Array((escapedLines(text) + "\n").utf8))
  }

  public func leave() {
    isLeaving = true
  }

  public func perform(line: String) async throws {
    do {
      try await run(text: line)
    } catch {
      throw error.error
    }
  }

  public func perform(script text: String, named name: String) async throws {
    guard trail.count < Self.mostNestedScripts else {
      throw MistError(
        .invalid, "\(name) is the \(trail.count)th script inside another", hint: "does one of them source itself?")
    }
    do {
      try await run(text: text, named: name)
    } catch {
      throw error.named(name)
    }
  }
}

// MARK: - Running

/// An error of a text that was being run, and where it came up.
struct RunError: Error {
  var error: MistError
  var position: SourcePosition?

  /// The error with the script and the place in front: `stdin:3:8: unknown command 'x'`.
  func named(_ name: String) -> MistError {
    var placed = error
    placed.summary = "\(name):" + (position.map { "\($0):" } ?? "") + " " + error.summary
    return placed
  }
}

extension MistShell {
  /// Reads all of the text, then runs it. With a name it is a script: `keepsGoing` holds for its lines.
  func run(text: String, named name: String? = nil) async throws(RunError) {
    let script: Script
    do {
      script = try Script(text, variables: variables, reader: &reader)
    } catch {
      throw RunError(error: error.error, position: error.position)
    }
    for step in script.steps {
      do {
        try await run(step, in: name)
      } catch {
        guard let name, keepsGoing, error.error.code != .interrupted else { throw error }
        failureCount += 1
        note((trail + ["\(error.named(name))"]).joined())
      }
      if isLeaving { return }
      if interruption.isRequested {
        throw RunError(error: MistError(.interrupted, "interrupted"), position: step.statement.position)
      }
    }
  }

  private func run(_ step: Script.Step, in name: String?) async throws(RunError) {
    let position = step.statement.position
    if let name { trail.append("\(name):\(position): ") }
    defer { if name != nil { trail.removeLast() } }
    do {
      let call =
        if let call = step.call { call } else { try reader.call(try step.statement.given(variables)) }
      try await run(call)
    } catch let error as LineError {
      throw RunError(error: error.error, position: error.position ?? position)
    } catch {
      throw RunError(error: mistError(error), position: position)
    }
  }

  /// Runs one command; `--format`, `--pretty` and `--yes` of its line end with it.
  func run(_ call: CommandCall) async throws {
    let before = settings
    if let format = call.common.format { settings.format = format }
    if call.common.assumesYes { settings.assumesYes = true }
    defer {
      if let format = call.common.format, settings.format == format { settings.format = before.format }
      if call.common.assumesYes { settings.assumesYes = before.assumesYes }
    }
    switch call.work {
    case .help(let command):
      write(helpText(of: command))
    case .run(let command):
      runCount += 1
      try refuseIfReadOnly(command)
      let output = try await command.run(in: self)
      write(render(output, as: settings.format, toTerminal: world.outputIsTerminal))
    }
  }

  /// Does the work on a task of its own, so that Ctrl-C can cancel it and nothing else.
  func cancellably(_ work: @escaping (MistShell) async -> ExitStatus) async -> ExitStatus {
    let apart = WorkApart(shell: self, work: work)
    return await interruption.value(of: Task { await apart.status() })
  }

  private func refuseIfReadOnly(_ command: any Command) throws {
    let type = type(of: command)
    guard settings.isReadOnly, type.risk == .changes || type.risk == .destroys else { return }
    throw MistError(
      .refused, "\(type._commandName) refused: the shell is read-only", hint: "set read-only off allows changes")
  }

  private func helpText(of command: any Command.Type) -> String {
    let width = world.outputIsTerminal ? max(40, world.terminalWidth()) : 80
    let examples = command.examples.map { "  \($0)\n" }.joined()
    let help = command.helpMessage(columns: width)
    return help + (help.hasSuffix("\n") ? "" : "\n") + (examples.isEmpty ? "" : "\nEXAMPLES:\n" + examples)
  }

  func mistError(_ error: any Error) -> MistError {
    switch error {
    case let error as MistError: error
    case let error as LineError: error.error
    case is CancellationError: MistError(.interrupted, "interrupted")
    case let error as ValidationError: MistError(.usage, error.message)
    // What others call their errors is not for people: types, paths of the build, a secret at worst.
    default: MistError(.failed, "it failed for a reason that mist-shell does not know")
    }
  }
}

/// Carries the shell into a task of its own.
///
/// Not checked by the compiler, but so: the caller waits for the task's end and does nothing meanwhile, so the shell is
/// used by one task at a time.
private struct WorkApart: @unchecked Sendable {
  let shell: MistShell
  let work: (MistShell) async -> ExitStatus

  func status() async -> ExitStatus {
    await work(shell)
  }
}
