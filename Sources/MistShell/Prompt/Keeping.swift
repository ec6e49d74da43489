import MistCommands
import MistModel
import MistOutput

/// What is remembered of the lines that were typed.
extension MistShell {
  /// Puts lines into the history, as they really ran.
  ///
  /// - Parameters:
  ///   - since: when the first began, seconds since 1970.
  ///   - place: the context that it was typed in.
  ///   - history: that of the service that it was typed at; a line may have gone to another one.
  ///   - typed: as it was typed; a blank at its front keeps it out.
  func keep(
    _ lines: [String], status: ExitStatus, since: Double, in place: String, of history: History?, typed: String
  ) {
    guard let history, History.keeps(typed) else { return }
    // What stands behind `|!` takes the rest of its line.
    let separator = lines.dropLast().contains { $0.contains("|!") } ? "\n" : "; "
    history.add(
      line: lines.joined(separator: separator), context: place, status: status.rawValue,
      duration: max(0, world.now() - since))
  }

  /// A line without its secrets, as it was typed if it has none.
  public func masked(_ text: String) -> String {
    secretLines.masked(text)
  }

  var secretLines: SecretLines {
    SecretLines(declarations: state.reader.declarations, shorthands: state.shorthands)
  }
}
