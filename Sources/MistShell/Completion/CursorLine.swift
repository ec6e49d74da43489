/// A line up to the cursor, read as `LineParser` reads a whole one, but without complaints: what is not finished yet is
/// what completion is about.
struct CursorLine: Hashable, Sendable {
  enum Quote: Hashable, Sendable {
    case single, double, spelledOut
  }

  struct Word: Hashable, Sendable {
    /// Without quotes and escapes; variables stay as they are written.
    var text = ""
    /// Where it begins, in scalars.
    var start = 0
    /// Nothing in it is quoted, escaped or a variable.
    var isBare = true
  }

  /// A `$name` that the cursor stands behind.
  struct Variable: Hashable, Sendable {
    var name: String
    /// Where its `$` is, in scalars.
    var start: Int
    var isBraced: Bool
  }

  /// The whole words before the cursor of this command, stage by stage: `a b | c` has two. The last stage is the one at
  /// the cursor.
  fileprivate(set) var stages: [[Word]] = [[]]
  /// The word at the cursor, as far as the cursor; empty between words.
  fileprivate(set) var typed = Word()
  /// The quote that the cursor is in.
  fileprivate(set) var quote: Quote?
  fileprivate(set) var isComment = false
  fileprivate(set) var variable: Variable?
  /// The word at the cursor is the file behind a `>`.
  fileprivate(set) var isRedirection = false
  /// The stage at the cursor is a line for the system's shell: `|! less`.
  fileprivate(set) var isProgram = false

  /// - Parameter cursor: counted in scalars.
  init(_ line: String, cursor: Int) {
    var reader = CursorReader(line.unicodeScalars.prefix(max(0, cursor)))
    self = reader.read()
  }

  fileprivate init() {}

  /// The words of a whole text, such as what an alias stands for.
  static func words(of text: String) -> [Word] {
    let line = CursorLine(text, cursor: text.unicodeScalars.count)
    return (line.stages.last ?? []) + (line.typed.text.isEmpty ? [] : [line.typed])
  }

  var words: [Word] { stages.last ?? [] }
}

private struct CursorReader {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var line = CursorLine()
  private var word: CursorLine.Word?

  init(_ scalars: some Sequence<Unicode.Scalar>) {
    self.scalars = Array(scalars)
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func read() -> CursorLine {
    while let scalar = next { take(scalar) }
    line.typed = word ?? CursorLine.Word(start: scalars.count)
    return line
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch scalar {
    case " ", "\t":
      endWord()
      index += 1
    case "\n", "\r", ";", "&":
      endWord()
      line = CursorLine()
      index += 1
    case "#" where word == nil:
      while let next, next != "\n" { index += 1 }
      line.isComment = next == nil
    case "|":
      endWord()
      line.stages.append([])
      index += 1
      line.isProgram = next == "!"
      if line.isProgram { index += 1 }
    case ">":
      endWord()
      line.isRedirection = true
      index += 1
      if next == ">" { index += 1 }
    case "'": takeQuoted(.single)
    case "\"": takeQuoted(.double)
    case "$" where index + 1 < scalars.count && scalars[index + 1] == "'":
      begin()
      index += 1
      takeQuoted(.spelledOut)
    case "$": takeVariable()
    case "\\": takeBackslash()
    default:
      begin()
      append(scalar)
      index += 1
    }
  }

  // MARK: Words

  private mutating func begin() {
    if word == nil { word = CursorLine.Word(start: index) }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    word?.text.unicodeScalars.append(scalar)
  }

  private mutating func endWord() {
    guard let word else { return }
    self.word = nil
    guard !line.isRedirection else {
      line.isRedirection = false
      return
    }
    line.stages[line.stages.count - 1].append(word)
  }

  private mutating func takeBackslash() {
    index += 1
    if next == "\n" {
      index += 1
      return
    }
    if word == nil { word = CursorLine.Word(start: index - 1) }
    word?.isBare = false
    if let next { append(next) }
    index += 1
  }

  private mutating func takeQuoted(_ quote: CursorLine.Quote) {
    begin()
    word?.isBare = false
    index += 1
    let end: Unicode.Scalar = quote == .double ? "\"" : "'"
    // A quote does not go past its line.
    while let scalar = next, scalar != end, scalar != "\n" {
      switch (quote, scalar) {
      case (.double, "$"): takeVariable()
      case (.double, "\\"):
        index += 1
        guard let kept = next else { break }
        if !["\"", "\\", "$"].contains(kept) { append("\\") }
        append(kept)
        index += 1
      case (.spelledOut, "\\"): takeEscape()
      default:
        append(scalar)
        index += 1
      }
    }
    if next == nil { line.quote = quote }
    if next == end { index += 1 }
  }

  /// An escape inside `$'…'`; one that is not finished stands for nothing.
  private mutating func takeEscape() {
    index += 1
    guard let letter = next else { return }
    index += 1
    let simple: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "r": "\r", "t": "\t", "e": "\u{1B}"]
    guard letter == "u", next == "{" else {
      append(simple[letter] ?? letter)
      return
    }
    var digits = ""
    index += 1
    while let scalar = next, scalar != "}", scalar != "'" {
      digits.unicodeScalars.append(scalar)
      index += 1
    }
    if next == "}" { index += 1 }
    if let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) { append(scalar) }
  }

  private mutating func takeVariable() {
    begin()
    word?.isBare = false
    let start = index
    index += 1
    let isBraced = next == "{"
    if isBraced { index += 1 }
    var name = ""
    while let scalar = next, scalar.isNamePart {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    if next == nil { line.variable = CursorLine.Variable(name: name, start: start, isBraced: isBraced) }
    if isBraced, next == "}" { index += 1 }
    for scalar in scalars[start..<index] { append(scalar) }
  }
}

extension Unicode.Scalar {
  fileprivate var isNamePart: Bool { isASCII && Ascii.isNamePart(UInt8(truncatingIfNeeded: value)) }
}
