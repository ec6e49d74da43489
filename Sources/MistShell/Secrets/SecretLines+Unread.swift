import MistCommands
import MistModel

/// Words whose secrets cannot be told exactly.
extension SecretLines {
  /// What follows an alias or a macro, and becomes a secret in the lines that it stands for.
  func hiddenBehindShorthand(_ words: [LineWord]) -> HiddenWords {
    let statement = Statement(words: words.map(\.word))
    var hidden = HiddenWords()
    guard let lines = try? Expansion(shorthands: shorthands).statements(of: statement) else {
      hidden = hiddenRoughly(words)
      if words.count > 1, bringsSecrets(words[0].text) { hidden.cut = 1 }
      return hidden
    }
    var values: [String] = []
    for line in lines {
      let given = line.words.map { LineWord($0) }
      let inside = self.hidden(given, expands: false)
      hidden.variables.formUnion(inside.variables)
      hidden.awaitsValue = inside.awaitsValue
      values += inside.values
      // What is not shown may hold any of them.
      if let cut = inside.cut { values += given.dropFirst(cut).map(\.text) }
    }
    for (index, word) in words.enumerated().dropFirst() where word.variable == nil && LineWord.isSecret(word.text) {
      guard values.contains(where: { $0.contains(word.text) || (!$0.isEmpty && word.text.contains($0)) }) else {
        continue
      }
      hidden.hide(index, word.text)
    }
    return hidden
  }

  /// Whether the lines of a shorthand, or of those that they begin with, name a secret option or may do so.
  func bringsSecrets(_ name: String, inside outer: Set<String> = []) -> Bool {
    guard let shorthand = shorthands[name], !outer.contains(name) else { return false }
    let rough = RoughText(secrets: self)
    if rough.cut(shorthand.lines + " x") != nil { return true }
    guard let statements = try? LineParser.statements(in: shorthand.lines) else { return false }
    return statements.contains { statement in
      statement.words.first?.plainText.map { bringsSecrets($0, inside: outer.union([name])) } ?? false
    }
  }

  /// Words of no command that is known: nothing is shown behind what may be a secret option.
  func hiddenRoughly(_ words: [LineWord]) -> HiddenWords {
    var hidden = HiddenWords()
    let rough = RoughText(secrets: self)
    for (index, word) in words.enumerated() {
      let isLast = index + 1 == words.count
      if rough.endsInOption(word.text) || word.mayBeOption {
        if isLast {
          hidden.awaitsValue = !word.mayBeOption
        } else {
          hidden.cut = index + 1
        }
      } else if let cut = rough.cut(word.text) {
        hidden.hide(index, word.text, showing: cut)
        if !isLast { hidden.cut = index + 1 }
      } else if !isLast, index == 0, bringsSecrets(word.text) {
        hidden.cut = 1
      }
      guard hidden.isEmpty else {
        hidden.values += words[index...].map(\.text)
        break
      }
    }
    return hidden
  }
}
