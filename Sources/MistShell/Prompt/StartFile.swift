import MistCommands
import MistModel

/// `~/.mistrc`: settings, aliases and macros of a person, read before the first prompt.
extension MistShell {
  /// Runs its lines. What is wrong is told, and the prompt comes all the same.
  func runStartFile() async {
    let path = world.homeFolder + "/.mistrc"
    guard let bytes = try? world.readFile(path) else { return }
    isAtPrompt = false
    allowedCommands = Self.startCommands
    defer {
      isAtPrompt = true
      allowedCommands = nil
    }
    // As a line, so that Ctrl-C gives the prompt when a service does not answer.
    _ = await foreground("~/.mistrc", isKept: false) { shell in
      do {
        let text = try scriptText(bytes)
        try shell.checkStartFile(text)
        try await shell.run(text: text, named: "~/.mistrc")
        return LineEnd(status: .success)
      } catch let error as LineError {
        return LineEnd(status: shell.report(RunError(error: error.error, position: error.position).named("~/.mistrc")))
      } catch {
        let named = (error as? RunError)?.named("~/.mistrc") ?? shell.mistError(error)
        return LineEnd(status: shell.report(named))
      }
    }
  }

  /// Only what concerns the shell itself: a file that is read at every start must not change anything.
  private static let startCommands: Set = ["set", "alias", "macro", "unalias", "use", "select"]

  private func checkStartFile(_ text: String) throws {
    let script = try Script(text, variables: variables, shorthands: shorthands, reader: &state.reader)
    for step in script.steps {
      guard let call = step.call else { continue }
      do {
        try refuseIfNotAllowed(call)
      } catch {
        throw LineError(mistError(error), at: step.statement.position)
      }
    }
  }

  /// Asked again when a line runs: what its variables make of it is not known before.
  func refuseIfNotAllowed(_ call: CommandCall) throws {
    guard let allowedCommands else { return }
    guard call.sink == nil, call.stages.isEmpty, !call.isBackground else {
      throw MistError(.usage, "'|', '>' and '&' do not belong in a start file", hint: "it sets up, and does no more")
    }
    guard !allowedCommands.contains(call.command.name) else { return }
    throw MistError(
      .usage, "\(call.command.name) does not belong in a start file",
      hint: "it takes " + allowedCommands.sorted().joined(separator: ", "))
  }
}
