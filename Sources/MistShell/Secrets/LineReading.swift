import MistCommands
import MistModel
import MistOutput

/// Goes through the lines of a text once; what a line defines holds for those behind it.
struct LineReading {
  var secrets: SecretLines
  /// Variables whose values are hidden where they are set.
  var secretVariables: Set<String> = []
  /// Variables that stand where a secret does.
  private(set) var variables: Set<String> = []
  /// Variables that lines set.
  private(set) var assigned: Set<String> = []
  /// The line before ended in a secret option without its value.
  private var awaitsValue = false

  init(secrets: SecretLines) {
    self.secrets = secrets
  }

  mutating func masked(_ text: String) -> String {
    var shown: [String] = []
    var isMasked = false
    var line = ""
    let parts = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    for (index, part) in parts.enumerated() {
      line += line.isEmpty ? part : "\n" + part
      if index + 1 < parts.count, goesOn(line) { continue }
      let masked = maskedLine(line)
      isMasked = isMasked || masked != nil
      shown.append(masked ?? line)
      line = ""
    }
    return isMasked ? shown.joined(separator: "\n") : text
  }

  /// A backslash at its end continues it; so it does, for all one knows, where the line cannot be read.
  private func goesOn(_ line: String) -> Bool {
    let line = line.unicodeScalars.last == "\r" ? String(line.unicodeScalars.dropLast()) : line
    guard line.utf8.last == Ascii.backslash else { return false }
    return LineParser.wantsMore(line) || (try? LineParser.statements(in: line)) == nil
  }

  /// `nil` for a line that may be shown as it is.
  private mutating func maskedLine(_ line: String) -> String? {
    if awaitsValue, !line.allSatisfy(\.isWhitespace) {
      awaitsValue = false
      return secretMark
    }
    guard let statements = try? LineParser.statements(in: line) else {
      let rough = RoughText(secrets: secrets)
      awaitsValue = rough.endsInOption(line)
      return rough.cut(line)
    }
    var texts: [String] = []
    var isMasked = false
    for statement in statements {
      let shown = masked(statement, behindSecret: isMasked)
      texts.append(shown.text ?? StatementText(statement).text)
      isMasked = isMasked || shown.text != nil
      if shown.isCut { break }
    }
    return isMasked ? texts.joined(separator: "; ") : maskedComment(line)
  }

  /// - Parameter behindSecret: a secret was hidden in front of it; what is no command may be a part of that.
  /// - Returns: `nil` for a text that may be shown; whether nothing behind it may be.
  private mutating func masked(_ statement: Statement, behindSecret: Bool) -> (text: String?, isCut: Bool) {
    let words = statement.words.map { LineWord($0) }
    if awaitsValue {
      awaitsValue = false
      return (secretMark, true)
    }
    var hidden = secrets.hidden(words, secretVariables: secretVariables)
    if hidden.isUnread, behindSecret { hidden.cut = 0 }
    awaitsValue = hidden.awaitsValue
    variables.formUnion(hidden.variables)
    if !hidden.isUnread { noteDefinition(words) }
    guard !hidden.isEmpty else { return (nil, false) }
    var text = StatementText(statement)
    text.words = hidden.applied(to: words, spelling: \.word.spelling, replaced: quotedAroundMark)
    // A secret may hold the signs of a pipe.
    let isCut = hidden.cut != nil || !holdsStages(statement)
    if isCut { (text.stages, text.sink, text.isBackground) = ([], nil, false) }
    return (text.text, isCut)
  }

  private func holdsStages(_ statement: Statement) -> Bool {
    guard let given = try? statement.given([:], replacing: { "$" + $0 }) else { return false }
    return (try? given.pipe()) != nil
  }

  private mutating func noteDefinition(_ words: [LineWord]) {
    let bareCount = words.prefix(while: \.word.isBare).count
    guard let match = try? secrets.declarations.index.meant(by: words.map(\.text), bareCount: bareCount) else { return }
    let arguments = words[match.wordCount...].map(\.text)
    switch match.command.name {
    case "set":
      if let name = arguments.first?.prefix(while: { $0 != "=" }) { assigned.insert(String(name)) }
    case "alias", "macro":
      guard let made = try? Shorthand.definition(arguments, isMacro: match.command.name == "macro") else { return }
      secrets.shorthands[made.name] = made.shorthand
    default: break
    }
  }

  /// A line that was commented out may hold a secret too.
  private func maskedComment(_ line: String) -> String? {
    var isBehindBlank = true
    for index in line.indices {
      if line[index] == "#", isBehindBlank, let cut = RoughText(secrets: secrets).cut(String(line[index...])) {
        return line[..<index] + cut
      }
      isBehindBlank = line[index].isWhitespace || line[index] == ";"
    }
    return nil
  }
}

/// The mark needs no quotes to be seen; the word it is in may.
private func quotedAroundMark(_ text: String) -> String {
  let spelled = quoted(text.replacing(secretMark, with: "X"))
  return spelled == text.replacing(secretMark, with: "X") ? text : quoted(text)
}
