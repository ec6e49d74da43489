import MistCommands
import MistModel
import MistWire

/// Finds the values of secret options among a command's arguments, however the options are spelled.
///
/// What the command would refuse is hidden rather than shown: a word behind a misspelled option, what follows a secret
/// with a blank in it.
struct SecretWords {
  var table: OptionTable
  /// The secret options of all commands: asked for when an option is none of this one's.
  var names: () -> Set<String> = { [] }

  private enum Meaning {
    case word
    case option(takesValue: Bool, takesAnything: Bool)
    case secret
    /// A variable that may be an option.
    case unknown
    /// The secret was typed onto the name.
    case glued
  }

  func hidden(_ words: [LineWord]) -> HiddenWords {
    var hidden = HiddenWords()
    guard !table.takesUnknown else { return hidden }
    let hasSecrets = table.options.contains(where: \.isSecret)
    var isValueNext = false
    var takesAnything = false
    var wordCount = 0
    var behindSecret: [Int] = []
    for (index, word) in words.enumerated() {
      if isValueNext, takesAnything || !word.text.hasPrefix("-") {
        isValueNext = false
        // What a variable holds may be an option all the same.
        hidden.awaitsValue = hasSecrets && word.mayBeOption
        continue
      }
      isValueNext = false
      if hidden.awaitsValue, word.variable != nil {
        hideValue(word, at: index, in: &hidden)
        hidden.awaitsValue = false
        continue
      }
      switch meaning(of: word, hasSecrets: hasSecrets) {
      case .option(let takesValue, let anything):
        (isValueNext, takesAnything) = (takesValue, anything)
        if word.text.contains("=") { isValueNext = false }
        hidden.awaitsValue = false
      case .secret: hidden.awaitsValue = !hideOwnValue(of: word, at: index, in: &hidden)
      case .glued:
        hidden.hide(index, word.text)
        hidden.awaitsValue = true
      case .unknown: hidden.awaitsValue = true
      case .word where hidden.awaitsValue:
        hideValue(word, at: index, in: &hidden)
        hidden.awaitsValue = word.text.hasPrefix("-")
      case .word where !word.text.hasPrefix("-"):
        wordCount += 1
        if !hidden.values.isEmpty { behindSecret.append(index) }
      case .word: break
      }
    }
    if let most = table.mostWords, wordCount > most {
      // A secret with blanks in it that was not quoted.
      for index in behindSecret { hideValue(words[index], at: index, in: &hidden) }
    }
    return hidden
  }

  private func hideValue(_ word: LineWord, at index: Int, in hidden: inout HiddenWords) {
    if let variable = word.variable {
      hidden.variables.insert(variable)
    } else if LineWord.isSecret(word.text) {
      hidden.hide(index, word.text)
    }
  }

  /// `--digi-token=VALUE`; `false` when the value is another word.
  private func hideOwnValue(of word: LineWord, at index: Int, in hidden: inout HiddenWords) -> Bool {
    guard let sign = word.text.firstIndex(of: "=") else { return false }
    let value = String(word.text[word.text.index(after: sign)...])
    if case .variable(let name, _)? = word.word.pieces.last, "$" + name == value {
      hidden.variables.insert(name)
    } else if LineWord.isSecret(value) {
      hidden.hide(index, value, showing: word.text[...sign] + secretMark)
      // A message may name the word whole.
      hidden.values.append(word.text)
    }
    return true
  }

  private func meaning(of word: LineWord, hasSecrets: Bool) -> Meaning {
    if word.mayBeOption {
      // One variable's value may be the option and its value at once, so it needs nothing behind it.
      return hasSecrets ? (word.text.contains("=") ? .secret : .unknown) : .word
    }
    let spelled = OptionSpelling(word.text)
    guard spelled.isExact else {
      let isDashed = !spelled.dashes.isEmpty && spelled.name.count > 1
      let isSecret =
        isDashed ? hasSecrets && looksSecret(spelled.name) : table.secretNames.contains(spelled.canonical)
      return isSecret ? .secret : .word
    }
    let meant = (table.options + table.shared).meant(by: spelled.name).map(\.option)
    guard meant.isEmpty else {
      if meant.contains(where: \.isSecret) { return .secret }
      return .option(takesValue: meant[0].takesValue, takesAnything: meant[0].takesAnything)
    }
    guard !spelled.canonical.isEmpty else { return .word }
    if isGlued(spelled) { return .glued }
    return looksSecret(spelled.name) ? .secret : .word
  }

  private func isGlued(_ spelled: OptionSpelling) -> Bool {
    table.secretNames.union(names()).contains { spelled.canonical.count > $0.count && spelled.canonical.hasPrefix($0) }
  }

  private func looksSecret(_ name: String) -> Bool {
    let name = OptionTable.Option.canonical(name)
    if SecretMask.isSecret(name) { return true }
    return name.count > 1 && table.secretNames.union(names()).contains { $0.hasPrefix(name) }
  }
}

/// A word taken apart as an option.
struct OptionSpelling {
  /// Those of documents and chats too, which are no options but were meant as one.
  var dashes: Substring
  var name: String

  init(_ text: String) {
    dashes = text.prefix { "-–—−".contains($0) }
    name = String(text[dashes.endIndex...].prefix { $0 != "=" })
  }

  var isExact: Bool { dashes.hasPrefix("--") }
  var canonical: String { OptionTable.Option.canonical(name) }
}
