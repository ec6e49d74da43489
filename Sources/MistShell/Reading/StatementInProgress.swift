import MistModel

/// A command whose end has not been seen: the words of the part that is being read, and the parts before it.
struct StatementInProgress {
  private enum Part: Equatable {
    case command
    /// Behind this `|`.
    case stage(SourcePosition)
    /// Behind `>` or `>>`.
    case file(adds: Bool, SourcePosition)
    /// Behind `&`, or a program that took the rest of its line.
    case over
  }

  private var part = Part.command
  private var words: [Word] = []
  private var statement = Statement(words: [])

  mutating func append(_ word: Word) throws(LineError) {
    switch part {
    case .over:
      throw LineError(
        MistError(.usage, "nothing can stand behind '&'", hint: "put the next command on a line of its own"),
        at: word.position)
    case .file where !words.isEmpty:
      throw LineError(
        MistError(.usage, "a file's name is one word", hint: "quote it if it holds blanks"), at: word.position)
    default: words.append(word)
    }
  }

  /// Whether a `>` here compares: `where cost>5`, `where cost > 5`.
  ///
  /// - Parameter isInWord: the sign stands in a word.
  func compares(isInWord: Bool) -> Bool {
    guard case .stage = part, words.first?.plainText == "where" else { return false }
    if isInWord { return true }
    // A name waits for its sign, unless it is itself the value behind one.
    guard words.count > 1, let last = words.last, !last.holdsSign else { return false }
    return !(words.dropLast().last?.endsInSign ?? false)
  }

  mutating func beginStage(at sign: SourcePosition) throws(LineError) {
    try endPart(before: "|", at: sign)
    part = .stage(sign)
  }

  mutating func beginFile(adds: Bool, at sign: SourcePosition) throws(LineError) {
    try endPart(before: ">", at: sign)
    part = .file(adds: adds, sign)
  }

  mutating func send(to program: String, at sign: SourcePosition) throws(LineError) {
    try endPart(before: "|!", at: sign)
    guard !program.isEmpty else {
      throw LineError(MistError(.usage, "'|!' needs a program behind it", hint: "list-machines |! less -S"), at: sign)
    }
    statement.sink = .program(program, sign)
    part = .over
  }

  mutating func goBehind(at sign: SourcePosition) throws(LineError) {
    try endPart(before: "&", at: sign)
    statement.isBackground = true
    part = .over
  }

  /// The whole statement; `nil` when there was no word.
  mutating func finish() throws(LineError) -> Statement? {
    defer { self = Self() }
    if part == .command, words.isEmpty { return nil }
    try endPart(before: nil, at: SourcePosition())
    return statement
  }

  private mutating func endPart(before sign: String?, at position: SourcePosition) throws(LineError) {
    defer { words = [] }
    switch part {
    case .command:
      if words.isEmpty, let sign {
        throw LineError(MistError(.usage, "'\(sign)' needs a command before it"), at: position)
      }
      statement.words = words
    case .stage(let bar):
      guard !words.isEmpty else {
        throw LineError(
          MistError(.usage, "nothing stands behind '|'", hint: "such as: | where state=running"), at: bar)
      }
      statement.stages.append(words)
    case .file(let adds, let arrow):
      guard let file = words.first else {
        throw LineError(MistError(.usage, "'>' needs the name of a file behind it"), at: arrow)
      }
      statement.sink = .file(file, adds: adds)
      if let sign, sign != "&" {
        throw LineError(MistError(.usage, "'\(sign)' cannot stand behind a file"), at: position)
      }
    case .over:
      if let sign { throw LineError(MistError(.usage, "'\(sign)' cannot stand here"), at: position) }
    }
  }
}

extension Word {
  /// Its text when it holds no variable.
  var plainText: String? {
    guard pieces.count == 1, case .text(let text) = pieces[0] else { return nil }
    return text
  }

  private static let signs: Set<Character> = ["=", "!", "<", ">", "~"]

  fileprivate var holdsSign: Bool { plainText?.contains(where: Self.signs.contains) ?? false }
  fileprivate var endsInSign: Bool { plainText?.last.map(Self.signs.contains) ?? false }
}
