import MistCommands
import MistModel

/// `~/.mistrc`: settings, aliases and macros of a person, read before the first prompt.
extension MistShell {
  /// Runs its lines. What is wrong is told, and the prompt comes all the same.
  func runStartFile() async {
    let path = world.homeFolder + "/.mistrc"
    guard let bytes = try? world.readFile(path) else { return }
    isAtPrompt = false
    defer { isAtPrompt = true }
    do {
      let text = try scriptText(bytes)
      try checkStartFile(text)
      try await run(text: text, named: "~/.mistrc")
    } catch let error as LineError {
      note(RunError(error: error.error, position: error.position).named("~/.mistrc").description)
    } catch {
      note((error as? RunError)?.named("~/.mistrc").description ?? mistError(error).description)
    }
  }

  /// Only what concerns the shell itself: a file that is read at every start must not change anything.
  private static let startCommands: Set = ["set", "alias", "macro", "unalias", "use", "select"]

  private func checkStartFile(_ text: String) throws {
    let script = try Script(text, variables: variables, shorthands: shorthands, reader: &state.reader)
    for step in script.steps {
      guard let call = step.call, !Self.startCommands.contains(call.command.name) else { continue }
      throw LineError(
        MistError(
          .usage, "\(call.command.name) does not belong in a start file",
          hint: "it takes " + Self.startCommands.sorted().joined(separator: ", ")),
        at: step.statement.position)
    }
  }
}
