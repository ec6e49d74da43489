import ArgumentParser
import MistCommands
import MistModel
import MistOutput

/// An error of a text that was being run, and where it came up.
struct RunError: Error {
  var error: MistError
  var position: SourcePosition?
  /// What the line would be with the nearest name in it, when a word is unknown.
  var correction: String?

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
      script = try Script(text, variables: variables, shorthands: shorthands, reader: &state.reader)
    } catch {
      throw RunError(
        error: error.error, position: error.position, correction: name == nil ? harmlessCorrection(error, text) : nil)
    }
    for (index, step) in script.steps.enumerated() {
      let keptBefore = ranLines.count
      if interruption.isRequested {
        throw RunError(error: MistError(.interrupted, "interrupted"), position: step.statement.position)
      }
      do {
        try await run(step, in: name)
      } catch {
        guard let name, keepsGoing, error.error.code != .interrupted else {
          // The line is kept whole: what did not run is not to be lost when it is put right.
          if keepsLines(of: name) {
            let start = ranLines.count > keptBefore ? index + 1 : index
            ranLines += script.steps[start...].map { masked(StatementText($0.statement).text) }
          }
          throw error
        }
        state.failureCount += 1
        note((trail + ["\(error.named(name))"]).joined())
      }
      if state.isLeaving { return }
    }
  }

  /// The lines of this text are kept: it was typed or pasted, and is no file that such a line runs.
  private func keepsLines(of name: String?) -> Bool {
    isAtPrompt && trail.count + (name == nil ? 0 : 1) == keptDepth
  }

  /// The line with what was probably meant, where that is clear. A slip of a key must never lead to a line that
  /// destroys.
  private func harmlessCorrection(_ error: LineError, _ text: String) -> String? {
    guard let corrected = error.corrected(text) else { return nil }
    let summary = PasteSummary(of: [corrected], index: index, shorthands: shorthands)
    return summary.mayDestroy ? nil : corrected
  }

  private func run(_ step: Script.Step, in name: String?) async throws(RunError) {
    let position = step.statement.position
    if let name { trail.append("\(name):\(position): ") }
    defer { if name != nil { trail.removeLast() } }
    do {
      for var call in try calls(of: step) {
        call.isCutShort = call.isCutShort || step.isExpanded
        if let name { activity.step = "\(name):\(position): \(call.command.name)" }
        if call.isBackground {
          try runBehind(call)
        } else {
          try await run(call)
        }
      }
    } catch let error as LineError {
      throw RunError(error: error.error, position: error.position ?? position)
    } catch {
      throw RunError(error: mistError(error), position: position)
    }
  }

  /// A line that could not be read before the lines above it ran is read now, with the aliases they made.
  private func calls(of step: Script.Step) throws -> [CommandCall] {
    if let call = step.call { return [call] }
    return try Expansion(shorthands: shorthands).statements(of: step.statement).map { statement in
      try state.reader.call(try statement.given(variables))
    }
  }

  /// Runs one command and shows its result.
  func run(_ call: CommandCall) async throws {
    resolutions = []
    innerLines = []
    try refuseIfNotAllowed(call)
    announcement = nil
    if isAtPrompt {
      announcement = { [unowned self] in realLine(of: call, resolutions) }
    }
    // Also for a line that failed: what it acted on is known as far as it came.
    defer { if isAtPrompt, trail.count == keptDepth { ranLines.append(fullLine(of: call, resolutions)) } }
    let before = (stages, gathered)
    stages = call.stages
    if call.sink != nil { gathered = [] }
    defer { (stages, gathered) = before }
    if case .file(let path, _)? = call.sink { try world.checkWritable(world.resolved(path)) }
    let format = call.common.format
    do {
      let output = try await result(of: call, piped: false)
      learnColumns(of: output, from: call.command)
      try await show(output, as: format)
    } catch {
      addPlace(to: call, after: error)
      // What a line before it found must not be taken for what this one was to find.
      if call.command.risk == .reads, call.command.name != "last-result" { state.lastResult = nil }
      // What was written before the error is kept, but no empty file is left behind.
      if gathered?.isEmpty == false { try await deliver(to: call.sink) }
      throw error
    }
    announce()
    try await deliver(to: call.sink)
  }

  /// A name that was not found here may be found elsewhere: the line is kept with the place it was meant for.
  private func addPlace(to call: CommandCall, after error: any Error) {
    guard let error = error as? MistError, error.code == .notFound || error.code == .ambiguous, resolutions.isEmpty,
      let backend = context.backend,
      state.reader.table(of: call.command).options.contains(where: { $0.names.contains("backend") }),
      !call.words.contains(where: { $0 == "--backend" || $0.hasPrefix("--backend=") })
    else { return }
    // It did not run, so there is nothing to say of how it ran.
    announcement = nil
    resolutions.append(Resolution(option: "--backend", typed: nil, meant: backend.title))
  }

  /// Completion offers them behind `| where`.
  private func learnColumns(of output: Output, from command: any Command.Type) {
    guard isAtPrompt, case .table(let table) = output else { return }
    state.columns[command.name] = table.columns.map(\.key)
  }

  /// What a command gives; `--format`, `--pretty` and `--yes` of its line end with it.
  func result(of call: CommandCall, piped: Bool = true) async throws -> Output {
    let before = settings
    // A command may look at the format: it is told of that of a stage too.
    let format = call.stages.last { $0.format != nil }?.format ?? call.common.format
    if let format { settings.format = format }
    if call.common.assumesYes { settings.assumesYes = true }
    defer {
      if let format, settings.format == format { settings.format = before.format }
      if call.common.assumesYes { settings.assumesYes = before.assumesYes }
    }
    switch call.work {
    case .help(let command):
      return .document(Document(fields: [], text: command.helpPage(columns: world.helpColumns)))
    case .run(let command):
      state.runCount += 1
      try refuseIfReadOnly(command)
      let output = try await attempt(command)
      guard piped, !call.stages.isEmpty else { return output }
      return try applying(call.stages, to: output).output
    }
  }

  /// Runs the command, and learns from its end whether the service can be reached.
  private func attempt(_ command: any Command) async throws -> Output {
    do {
      let output = try await command.run(in: self)
      if type(of: command).risk != .session { state.isOffline = false }
      return output
    } catch {
      // A login speaks to another service than the one in use.
      if let error = error as? MistError, error.code == .serviceUnreachable, type(of: command)._commandName != "login" {
        state.isOffline = true
      }
      throw error
    }
  }

  private func refuseIfReadOnly(_ command: any Command) throws {
    let type = type(of: command)
    guard settings.isReadOnly, type.risk == .changes || type.risk == .destroys else { return }
    throw MistError(
      .refused, "\(type._commandName) refused: the shell is read-only", hint: "set read-only off allows changes")
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
