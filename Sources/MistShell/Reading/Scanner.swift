import MistModel

/// Walks over the bytes of a text and knows line and column.
struct Scanner {
  private let bytes: [UInt8]
  private var index = 0
  private(set) var position = SourcePosition()

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var next: UInt8? { index < bytes.count ? bytes[index] : nil }
  var following: UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

  /// At `\n` or `\r\n`, or at a `\r` that is the last byte.
  var isAtLineEnd: Bool {
    next == Ascii.newline || (next == Ascii.return && (following == Ascii.newline || following == nil))
  }

  /// Goes on by one byte and gives it back; 0 at the end.
  @discardableResult
  mutating func advance() -> UInt8 {
    guard let byte = next else { return 0 }
    index += 1
    if byte == Ascii.newline {
      position.line += 1
      position.column = 1
    } else if let next, next & 0b1100_0000 == 0b1000_0000 {
      // The column counts scalars: it moves on with a scalar's last byte.
    } else {
      position.column += 1
    }
    return byte
  }

  mutating func skipLineEnd() {
    if next == Ascii.return { advance() }
    if next == Ascii.newline { advance() }
  }

  mutating func skipToLineEnd() {
    while next != nil, !isAtLineEnd { advance() }
  }

  /// What is left of the line, without blanks around it.
  mutating func takeRestOfLine() -> String {
    let start = index
    skipToLineEnd()
    return String(String(decoding: bytes[start..<index], as: UTF8.self).trimming(" "))
  }

  func refuseControlCharacter() throws(LineError) {
    guard let byte = next, byte < 0x20 || byte == 0x7F, byte != Ascii.tab else { return }
    let code = String(byte, radix: 16, uppercase: true)
    throw LineError(
      MistError(
        .usage, "a line cannot hold the control character \(byte < 0x10 ? "0" : "")\(code)",
        hint: "is it a text file? such a character is written $'\\u{\(code)}'"),
      at: position)
  }

  /// The character that an escape inside `$'…'` stands for; the backslash is next.
  mutating func escapedScalar() throws(LineError) -> Unicode.Scalar {
    let start = position
    advance()
    switch next {
    case Ascii.n:
      advance()
      return "\n"
    case Ascii.r:
      advance()
      return "\r"
    case Ascii.t:
      advance()
      return "\t"
    case Ascii.e:
      advance()
      return "\u{1B}"
    case Ascii.quote, Ascii.doubleQuote, Ascii.backslash:
      return Unicode.Scalar(advance())
    case Ascii.u where following == Ascii.openBrace:
      advance()
      advance()
      var digits: [UInt8] = []
      while let byte = next, byte != Ascii.closeBrace, digits.count < 8, Ascii.isNamePart(byte) {
        digits.append(advance())
      }
      if next == Ascii.closeBrace, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        advance()
        return scalar
      }
    default: break
    }
    throw LineError(
      MistError(.usage, "no such escape inside $'…'", hint: "known are \\n \\r \\t \\e \\' \\\" \\\\ and \\u{1B}"),
      at: start)
  }
}

/// The bytes that mean something to the line parser.
enum Ascii {
  static let tab = UInt8(ascii: "\t"), newline = UInt8(ascii: "\n"), `return` = UInt8(ascii: "\r")
  static let blank = UInt8(ascii: " "), hash = UInt8(ascii: "#"), semicolon = UInt8(ascii: ";")
  static let quote = UInt8(ascii: "'"), doubleQuote = UInt8(ascii: "\""), backslash = UInt8(ascii: "\\")
  static let dollar = UInt8(ascii: "$"), openBrace = UInt8(ascii: "{"), closeBrace = UInt8(ascii: "}")
  static let pipe = UInt8(ascii: "|"), greater = UInt8(ascii: ">"), ampersand = UInt8(ascii: "&")
  static let exclamation = UInt8(ascii: "!")
  static let n = UInt8(ascii: "n"), r = UInt8(ascii: "r"), t = UInt8(ascii: "t"), e = UInt8(ascii: "e")
  static let u = UInt8(ascii: "u"), dash = UInt8(ascii: "-")

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  /// Without braces `$12a` is `$12` and an `a`: a name that begins with a digit has digits only.
  static func goesOn(_ name: [UInt8], with byte: UInt8) -> Bool {
    guard let first = name.first else { return true }
    return !isDigit(first) || isDigit(byte)
  }
}
