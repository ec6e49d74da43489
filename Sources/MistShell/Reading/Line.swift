import MistModel

/// A place in a text, both numbers from 1; a column is a Unicode scalar.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
  public var line: Int
  public var column: Int

  public init(line: Int = 1, column: Int = 1) {
    self.line = line
    self.column = column
  }

  /// `3:8`.
  public var description: String { "\(line):\(column)" }
}

/// What is wrong with a line, and where.
public struct LineError: Error, Hashable, Sendable {
  public var error: MistError
  /// `nil` for words that came from no line, such as the program's own arguments.
  public var position: SourcePosition?
  /// What was probably meant in place of the word at the position.
  public var suggestion: String?

  public init(_ error: MistError, at position: SourcePosition?, suggestion: String? = nil) {
    self.error = error
    self.position = position
    self.suggestion = suggestion
  }

  /// The text with the suggestion in the place of the word that is wrong; `nil` without one.
  func corrected(_ text: String) -> String? {
    guard let suggestion, let position, position.line == 1, !text.contains("\n") else { return nil }
    let scalars = Array(text.unicodeScalars)
    guard scalars.indices.contains(position.column - 1) else { return nil }
    let end = scalars[(position.column - 1)...].firstIndex { " \t;|=".unicodeScalars.contains($0) } ?? scalars.count
    var corrected = String.UnicodeScalarView(scalars[..<(position.column - 1)])
    corrected += suggestion.unicodeScalars
    corrected += scalars[end...]
    return String(corrected)
  }
}

/// One command of a line and what is done with its result, as written: variables are not looked up yet.
public struct Statement: Hashable, Sendable {
  /// Where the result goes instead of to the terminal.
  public enum Sink: Hashable, Sendable {
    /// `> FILE`, or `>> FILE` which adds.
    case file(Word, adds: Bool)
    /// `|! PROGRAM ARGUMENTS`: a line for the system's shell, as it was written.
    case program(String, SourcePosition)
  }

  public var words: [Word]
  /// `| where state=running | head 5`, one after the other.
  public var stages: [[Word]] = []
  public var sink: Sink?
  /// `&` at its end.
  public var isBackground = false

  public init(words: [Word]) {
    self.words = words
  }

  public var position: SourcePosition { words.first?.position ?? SourcePosition() }

  /// All words whose variables have to be known before it runs.
  var allWords: [Word] {
    var all = words + stages.joined()
    if case .file(let word, _)? = sink { all.append(word) }
    return all
  }
}

/// A word of a line.
public struct Word: Hashable, Sendable {
  public enum Piece: Hashable, Sendable {
    case text(String)
    case variable(String, SourcePosition)
  }

  public var pieces: [Piece]
  public var position: SourcePosition
  /// Nothing in it was quoted or escaped, and it holds no variable.
  public var isBare: Bool

  public init(pieces: [Piece], position: SourcePosition, isBare: Bool) {
    self.pieces = pieces
    self.position = position
    self.isBare = isBare
  }

  /// The variables it names, in order.
  public var variables: [String] {
    pieces.compactMap { if case .variable(let name, _) = $0 { name } else { nil } }
  }
}

/// A word with its variables put in; the value of a variable is never split or read again.
public struct GivenWord: Hashable, Sendable {
  public var text: String
  public var position: SourcePosition?
  /// May be half of a command's name: `list machines`.
  public var isBare: Bool

  public init(_ text: String, position: SourcePosition? = nil, isBare: Bool = true) {
    self.text = text
    self.position = position
    self.isBare = isBare
  }
}

/// A word whose end has not been seen.
struct WordInProgress {
  var position: SourcePosition
  var isBare = true
  private var pieces: [Word.Piece] = []
  private var text: [UInt8] = []

  init(position: SourcePosition) {
    self.position = position
  }

  mutating func append(_ byte: UInt8) {
    text.append(byte)
  }

  mutating func append(variable name: String, at position: SourcePosition) {
    endText()
    pieces.append(.variable(name, position))
    isBare = false
  }

  private mutating func endText() {
    if !text.isEmpty {
      pieces.append(.text(String(decoding: text, as: UTF8.self)))
      text = []
    }
  }

  func finished() -> Word {
    var word = self
    word.endText()
    return Word(pieces: word.pieces, position: position, isBare: isBare)
  }
}
