import MistCommands
import MistModel
import MistOutput

/// A word as the mask looks at it: its variables are names, since what they hold may change before the line runs.
struct LineWord {
  var word: Word
  /// Its text, `$name` for a variable.
  var text: String

  init(_ word: Word) {
    self.word = word
    text =
      word.plainText
      ?? word.pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .variable(let name, _): "$" + name
        }
      }.joined()
  }

  /// A word that was read before.
  init(_ text: String) {
    word = Word(pieces: text.isEmpty ? [] : [.text(text)], position: SourcePosition(), isBare: quoted(text) == text)
    self.text = text
  }

  /// The variable that is all of it: such a word names a secret and does not hold it.
  var variable: String? {
    if case .variable(let name, _)? = word.pieces.first, word.pieces.count == 1 { name } else { nil }
  }

  /// A variable stands where the name of an option would be: `$o`, `--$o`, `--digi-$o=`.
  var mayBeOption: Bool {
    guard !word.variables.isEmpty else { return false }
    var before = ""
    for piece in word.pieces {
      guard case .text(let text) = piece else { break }
      before += text
    }
    return before.isEmpty || (before.hasPrefix("-") && !before.contains("="))
  }

  /// Where a secret is to be had is none, nor is the mark in the place of one.
  static func isSecret(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text != secretMark && text != "@prompt" && !text.hasPrefix("@file:") && !text.hasPrefix("@env:")
  }
}

/// Which of a statement's words are not to be shown.
struct HiddenWords {
  /// What is shown instead, by the word's index.
  var shown: [Int: String] = [:]
  /// From this word on nothing is shown.
  var cut: Int?
  /// What was hidden.
  var values: [String] = []
  /// Variables that hold secrets.
  var variables: Set<String> = []
  /// It ends in a secret option without its value.
  var awaitsValue = false
  /// The words name no command.
  var isUnread = false

  var isEmpty: Bool { shown.isEmpty && cut == nil }

  mutating func hide(_ index: Int, _ value: String, showing shown: String = secretMark) {
    self.shown[index] = shown
    values.append(value)
  }

  /// The same for words that have `count` others in front of them.
  func behind(_ count: Int) -> HiddenWords {
    var moved = self
    moved.shown = Dictionary(uniqueKeysWithValues: shown.map { ($0.key + count, $0.value) })
    moved.cut = cut.map { $0 + count }
    return moved
  }

  /// The words as they may be shown.
  ///
  /// - Parameters:
  ///   - spelling: how a word is written that is not hidden.
  ///   - replaced: how one is written that stands for another.
  func applied<Item>(
    to words: [Item], spelling: (Item) -> String, replaced: (String) -> String = { $0 }
  ) -> [String] {
    let kept = words.enumerated().prefix(cut ?? words.count).map { index, word in
      shown[index].map(replaced) ?? spelling(word)
    }
    guard let cut, !(shown[cut - 1]?.hasSuffix(secretMark) ?? false) else { return kept }
    return kept + [replaced(secretMark)]
  }
}

extension LineError {
  /// The same message where it repeats words that are hidden.
  func withoutSecrets(_ hidden: HiddenWords) -> LineError {
    var masked = self
    for value in Set(hidden.values).sorted(by: { $0.count > $1.count }) where !value.isEmpty {
      // A secret typed onto its option is named as an option.
      let isNamed = value.hasPrefix("--") && value.count > 4
      let named = isNamed ? escaped(value) : "'\(escaped(value))'"
      let mark = isNamed ? secretMark : "'\(secretMark)'"
      masked.error.summary = masked.error.summary.replacing(named, with: mark)
      masked.error.details = masked.error.details.map { $0.replacing(named, with: mark) }
    }
    return masked
  }
}
