import MistCommands
import MistModel
import MistOutput
import MistWire

/// Takes the secrets out of lines that are kept or shown: in the history, in recordings, as jobs, in messages.
///
/// A text without secrets comes back byte for byte. What is not understood is hidden rather than shown.
struct SecretLines {
  let declarations: Declarations
  var shorthands: [String: Shorthand] = [:]
  /// How many definitions of shorthands and lines inside lines this one is in.
  var depth = 0

  static let deepest = 8

  /// A line as it was typed, or all of a script's.
  func masked(_ text: String) -> String {
    var reading = LineReading(secrets: self)
    let shown = reading.masked(text)
    // The value was set by a line before the one that tells that it is secret.
    guard !reading.variables.isDisjoint(with: reading.assigned) else { return shown }
    var again = LineReading(secrets: self)
    again.secretVariables = reading.variables
    return again.masked(text)
  }

  /// The words behind a command's name.
  func masked(_ words: [String], of command: any Command.Type) -> [String] {
    let given = words.map { LineWord($0) }
    return hidden(given, of: command).applied(to: words, spelling: { $0 })
  }

  /// The words of a line.
  func masked(_ words: [String]) -> [String] {
    let given = words.map { LineWord($0) }
    var hidden = hidden(given, expands: false)
    if hidden.isUnread { hidden = hiddenRoughly(given) }
    return hidden.applied(to: words, spelling: { $0 })
  }
}

// MARK: - Words

extension SecretLines {
  /// Which of a statement's words are secret.
  ///
  /// - Parameter expands: its first word may be an alias or a macro.
  func hidden(_ words: [LineWord], expands: Bool = true, secretVariables: Set<String> = []) -> HiddenWords {
    guard let first = words.first else { return HiddenWords() }
    guard depth < Self.deepest else { return HiddenWords(cut: 0) }
    if expands, first.word.isBare, shorthands[first.text] != nil { return hiddenBehindShorthand(words) }
    let bareCount = words.prefix(while: \.word.isBare).count
    guard let match = try? declarations.index.meant(by: words.map(\.text), bareCount: bareCount) else {
      var hidden = hiddenRoughly(words)
      hidden.isUnread = true
      return hidden
    }
    let arguments = Array(words[match.wordCount...])
    return hidden(arguments, of: match.command, secretVariables: secretVariables).behind(match.wordCount)
  }

  func hidden(
    _ words: [LineWord], of command: any Command.Type, secretVariables: Set<String> = []
  ) -> HiddenWords {
    switch command.name {
    case "with":
      guard let colon = words.indices.dropFirst().first(where: { words[$0].text.hasSuffix(":") }) else {
        return hiddenRoughly(words)
      }
      return inner.hidden(Array(words[(colon + 1)...])).behind(colon + 1)
    case "watch": return hiddenInWatch(words)
    case "help":
      var hidden = inner.hidden(words)
      hidden.awaitsValue = false
      return hidden
    case "alias", "macro": return hiddenInDefinition(words)
    case "set": return hiddenInAssignment(words, secretVariables)
    default: return hidingAddresses(words, besides: hiddenOptions(words, of: command))
    }
  }

  private func hiddenOptions(_ words: [LineWord], of command: any Command.Type) -> HiddenWords {
    // Most lines end here without a look at what their command declares.
    guard
      words.contains(where: { $0.mayBeOption || $0.text.first.map { "-–—−".contains($0) } ?? false })
        || words.contains(where: { SecretMask.isSecret(OptionSpelling($0.text).name) })
    else { return HiddenWords() }
    return SecretWords(table: declarations.table(of: command), names: { declarations.secretNames }).hidden(words)
  }

  /// Who logs in, and by which password, may stand in an address: `https://ann:PASSWORD@host`.
  private func hidingAddresses(_ words: [LineWord], besides others: HiddenWords) -> HiddenWords {
    var hidden = others
    for (index, word) in words.enumerated() where hidden.shown[index] == nil {
      guard let login = AddressLogin(in: word.text) else { continue }
      hidden.hide(index, login.text, showing: login.before + secretMark + login.behind)
    }
    return hidden
  }

  private var inner: SecretLines {
    var inner = self
    inner.depth += 1
    return inner
  }

  /// Without the options of `watch` itself, which the command behind it does not know.
  private func hiddenInWatch(_ words: [LineWord]) -> HiddenWords {
    var kept: [Int] = []
    var index = 0
    while index < words.count {
      if ["--every", "--until"].contains(words[index].text) {
        index += 2
      } else {
        kept.append(index)
        index += 1
      }
    }
    var hidden = inner.hidden(kept.map { words[$0] })
    hidden.shown = Dictionary(uniqueKeysWithValues: hidden.shown.map { (kept[$0.key], $0.value) })
    hidden.cut = hidden.cut.map { kept.indices.contains($0) ? kept[$0] : words.count }
    return hidden
  }

  /// `NAME = 'LINES'`, or the words of one line.
  private func hiddenInDefinition(_ words: [LineWord]) -> HiddenWords {
    guard let sign = words.firstIndex(where: { $0.text == "=" }) else { return hiddenRoughly(words) }
    let lines = Array(words[(sign + 1)...])
    var hidden = HiddenWords()
    if lines.count == 1 {
      let text = lines[0].text
      let shown = inner.masked(text)
      if shown != text { hidden.hide(0, text, showing: shown) }
    } else {
      hidden = inner.hidden(lines)
      hidden.awaitsValue = false
    }
    return hidden.behind(sign + 1)
  }

  /// `NAME = VALUE`, where the name tells that the value is a secret, or a later line does.
  private func hiddenInAssignment(_ words: [LineWord], _ secretVariables: Set<String>) -> HiddenWords {
    var hidden = HiddenWords()
    guard let first = words.first else { return hidden }
    let name = String(first.text.prefix { $0 != "=" })
    guard secretVariables.contains(name) || SecretMask.isSecret(name) else { return hidden }
    let isApart = name.count == first.text.count
    guard !isApart || (words.count > 1 && words[1].text.hasPrefix("=")) else { return hidden }
    for (index, word) in words.enumerated().dropFirst(isApart ? 1 : 0) where word.variable == nil {
      let sign = index == (isApart ? 1 : 0) ? word.text.firstIndex(of: "=") : nil
      let value = sign.map { word.text[word.text.index(after: $0)...] } ?? word.text[...]
      guard LineWord.isSecret(value) else { continue }
      hidden.hide(index, String(value), showing: (sign.map { word.text[...$0] } ?? "") + secretMark)
    }
    return hidden
  }
}
