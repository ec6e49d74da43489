import MistModel

/// Splits a text into commands and words. Pure: it knows no commands, no variables' values and no files.
///
/// Words stand between blanks. `'…'` keeps everything; `"…"` keeps all but `\"`, `\\`, `\$` and variables; `$'…'`
/// knows `\n`, `\t`, `\e`, `\u{1F680}`; `\` keeps the next character and, at the end of a line, continues it.
/// `#` at the start of a word begins a comment. A line end or `;` ends a command. A quote does not go past its line.
///
/// Behind a command, each after a blank: `| STAGE` for its result, `> FILE` and `>> FILE`, `|! PROGRAM` with all that is
/// left of the line, and `&` at the end. Inside a word these signs have to be quoted.
public struct LineParser: Sendable {
  private var scanner: Scanner
  private var word: WordInProgress?
  private var statement = StatementInProgress()
  private var statements: [Statement] = []
  /// The last byte is a backslash that continues the line.
  private var endsInBackslash = false

  private init(_ text: String) {
    scanner = Scanner(text)
  }

  /// The commands of a text, those without words left out.
  public static func statements(in text: String) throws(LineError) -> [Statement] {
    var parser = LineParser(text)
    try parser.run()
    return parser.statements
  }

  /// The text ends in a backslash that continues its last line: another one must come.
  public static func wantsMore(_ text: String) -> Bool {
    guard text.utf8.last == Ascii.backslash else { return false }
    var parser = LineParser(text)
    _ = try? parser.run()
    return parser.endsInBackslash
  }

  private mutating func run() throws(LineError) {
    while let byte = scanner.next {
      try take(byte)
    }
    try endStatement()
  }

  private mutating func take(_ byte: UInt8) throws(LineError) {
    switch byte {
    case Ascii.blank, Ascii.tab:
      try endWord()
      scanner.advance()
    case Ascii.newline, Ascii.semicolon:
      try endStatement()
      scanner.advance()
    case Ascii.return where scanner.isAtLineEnd:
      try endStatement()
      scanner.skipLineEnd()
    case Ascii.hash where word == nil:
      scanner.skipToLineEnd()
    case Ascii.backslash:
      try takeBackslash()
    case Ascii.quote:
      try takeSingleQuotes()
    case Ascii.doubleQuote:
      try takeDoubleQuotes()
    case Ascii.dollar where scanner.following == Ascii.quote:
      try takeSpelledOut()
    case Ascii.dollar:
      try takeVariable()
    case Ascii.pipe, Ascii.greater, Ascii.ampersand:
      try takeSign(byte)
    default:
      try scanner.refuseControlCharacter()
      begin()
      word?.append(scanner.advance())
    }
  }

  // MARK: Words

  private mutating func begin() {
    if word == nil {
      word = WordInProgress(position: scanner.position)
    }
  }

  private mutating func endWord() throws(LineError) {
    guard let finished = word?.finished() else { return }
    word = nil
    try statement.append(finished)
  }

  private mutating func endStatement() throws(LineError) {
    try endWord()
    if let finished = try statement.finish() { statements.append(finished) }
  }

  private func wrong(_ summary: String, hint: String? = nil) -> LineError {
    LineError(MistError(.usage, summary, hint: hint), at: scanner.position)
  }

  // MARK: Signs

  private mutating func takeSign(_ sign: UInt8) throws(LineError) {
    if sign == Ascii.greater, statement.compares(isInWord: word != nil) {
      begin()
      word?.append(scanner.advance())
      return
    }
    guard word == nil else {
      let text = String(UnicodeScalar(sign))
      throw wrong(
        "'\(text)' inside a word", hint: "put a blank before it, or quote the word that holds it: 'a\(text)b'")
    }
    let start = scanner.position
    scanner.advance()
    switch (sign, scanner.next) {
    case (Ascii.pipe, Ascii.exclamation):
      scanner.advance()
      try statement.send(to: scanner.takeRestOfLine(), at: start)
    case (Ascii.pipe, _):
      try statement.beginStage(at: start)
    case (Ascii.greater, Ascii.greater):
      scanner.advance()
      try statement.beginFile(adds: true, at: start)
    case (Ascii.greater, _):
      try statement.beginFile(adds: false, at: start)
    default:
      try statement.goBehind(at: start)
    }
  }

  // MARK: Quotes

  private mutating func takeBackslash() throws(LineError) {
    let start = scanner
    scanner.advance()
    if scanner.isAtLineEnd {
      scanner.skipLineEnd()
      return
    }
    guard scanner.next != nil else {
      endsInBackslash = true
      scanner = start
      throw wrong("'\\' at the end continues a line, but no line follows")
    }
    try scanner.refuseControlCharacter()
    scanner = start
    begin()
    scanner.advance()
    word?.isBare = false
    word?.append(scanner.advance())
  }

  private mutating func takeSingleQuotes() throws(LineError) {
    let open = openQuote()
    while let byte = scanner.next, byte != Ascii.quote, !scanner.isAtLineEnd {
      try scanner.refuseControlCharacter()
      word?.append(scanner.advance())
    }
    try closeQuote(Ascii.quote, opened: open)
  }

  private mutating func takeDoubleQuotes() throws(LineError) {
    let open = openQuote()
    while let byte = scanner.next, byte != Ascii.doubleQuote, !scanner.isAtLineEnd {
      switch (byte, scanner.following) {
      case (Ascii.backslash, Ascii.doubleQuote), (Ascii.backslash, Ascii.backslash), (Ascii.backslash, Ascii.dollar):
        scanner.advance()
        word?.append(scanner.advance())
      case (Ascii.backslash, Ascii.newline), (Ascii.backslash, Ascii.return):
        scanner.advance()
        if scanner.isAtLineEnd { scanner.skipLineEnd() }
      case (Ascii.backslash, nil):
        endsInBackslash = true
        scanner.advance()
      case (Ascii.dollar, _):
        try takeVariable()
      default:
        try scanner.refuseControlCharacter()
        word?.append(scanner.advance())
      }
    }
    try closeQuote(Ascii.doubleQuote, opened: open)
  }

  private mutating func takeSpelledOut() throws(LineError) {
    begin()
    scanner.advance()
    let open = openQuote()
    while let byte = scanner.next, byte != Ascii.quote, !scanner.isAtLineEnd {
      try scanner.refuseControlCharacter()
      if byte == Ascii.backslash {
        let scalar = try scanner.escapedScalar()
        for byte in UTF8.encode(scalar) ?? .init() { word?.append(byte) }
      } else {
        word?.append(scanner.advance())
      }
    }
    try closeQuote(Ascii.quote, opened: open)
  }

  private mutating func openQuote() -> SourcePosition {
    begin()
    word?.isBare = false
    let open = scanner.position
    scanner.advance()
    return open
  }

  private mutating func closeQuote(_ quote: UInt8, opened open: SourcePosition) throws(LineError) {
    guard scanner.next == quote else {
      let sign = String(UnicodeScalar(quote))
      throw LineError(
        MistError(
          .usage, "the quote \(sign) is not closed on its line", hint: "a quote is kept by a backslash: \\\(sign)"),
        at: open)
    }
    scanner.advance()
  }

  // MARK: Variables

  /// `$name`, `${name}` or `$1`; a `$` before anything else is itself.
  private mutating func takeVariable() throws(LineError) {
    begin()
    let start = scanner.position
    let sign = scanner.advance()
    let isBraced = scanner.next == Ascii.openBrace
    if isBraced { scanner.advance() }
    var name: [UInt8] = []
    while let byte = scanner.next, Ascii.isNamePart(byte), isBraced || Ascii.goesOn(name, with: byte) {
      name.append(scanner.advance())
    }
    if isBraced {
      guard scanner.next == Ascii.closeBrace, !name.isEmpty else {
        throw LineError(
          MistError(.usage, "'${' is not followed by a name and '}'", hint: "write ${name}, or '${' in single quotes"),
          at: start)
      }
      scanner.advance()
    }
    guard !name.isEmpty else {
      word?.append(sign)
      return
    }
    word?.append(variable: String(decoding: name, as: UTF8.self), at: start)
  }
}
