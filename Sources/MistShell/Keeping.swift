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
  ///   - typed: as it was typed; a blank at its front keeps it out.
  func keep(_ lines: [String], status: ExitStatus, since: Double, in place: String, typed: String) {
    guard let history, History.keeps(typed) else { return }
    // What stands behind `|!` takes the rest of its line.
    let separator = lines.dropLast().contains { $0.contains("|!") } ? "\n" : "; "
    history.add(
      line: lines.joined(separator: separator), context: place, status: status.rawValue,
      duration: max(0, world.now() - since))
  }

  /// A line without its secrets, as it was typed if it has none.
  func masked(_ text: String) -> String {
    guard text.contains("--") else { return text }
    guard let statements = try? LineParser.statements(in: text) else { return maskedRoughly(text) }
    var lines: [String] = []
    var isMasked = false
    for statement in statements {
      guard let given = try? statement.given([:], replacing: { "$" + $0 }),
        let match = try? state.reader.index.match(given.words)
      else { return maskedRoughly(text) }
      let words = given.words.map(\.text)
      let arguments = Array(words[match.wordCount...])
      let hidden = SecretWords(names: state.reader.table(of: match.command).secretNames).masked(arguments)
      isMasked = isMasked || hidden != arguments
      lines.append((words[..<match.wordCount] + hidden).map(quoted).joined(separator: " "))
    }
    return isMasked ? lines.joined(separator: "; ") : text
  }

  /// Of a line that cannot be read, all is left out that follows an option which is secret in any command.
  private func maskedRoughly(_ text: String) -> String {
    let names = commands.commands.reduce(into: Set<String>()) { $0.formUnion(state.reader.table(of: $1).secretNames) }
    let mask = SecretWords(names: names)
    let words = text.split(separator: " ").map(String.init)
    let hidden = mask.masked(words)
    guard let first = words.indices.first(where: { words[$0] != hidden[$0] }) else { return text }
    // Behind it a quote may be open, so nothing that follows is shown.
    return (hidden[..<first] + [SecretWords.mark]).joined(separator: " ")
  }
}
