import MistModel
import MistOutput

/// A name that stands for lines, made with `alias` or `macro`.
public struct Shorthand: Hashable, Sendable {
  /// Put in for `$NAME` in the lines, one word each; none for an alias, which hands on what follows it instead.
  public var parameters: [String]
  /// What the name stands for, as it was written.
  public var lines: String
  /// Its parameters are put in; an alias hands on the words behind it.
  public var isMacro: Bool

  public init(parameters: [String] = [], lines: String, isMacro: Bool) {
    self.parameters = parameters
    self.lines = lines
    self.isMacro = isMacro
  }
}

extension Shorthand {
  /// Reads `NAME = LINE` or, for a macro, `NAME PARAMETER… = LINES`.
  ///
  /// - Throws: `MistError(.usage)`.
  public static func definition(_ words: [String], isMacro: Bool) throws -> (name: String, shorthand: Shorthand) {
    let command = isMacro ? "macro" : "alias"
    let form = isMacro ? "macro NAME [PARAMETER…] = 'LINE; LINE'" : "alias NAME = 'LINE'"
    guard let sign = words.firstIndex(of: "="), sign > 0, isMacro || sign == 1, sign + 1 < words.count else {
      throw MistError(.usage, "\(command) needs a name, '=' and what it stands for", hint: form)
    }
    for word in words[..<sign] {
      // A parameter is used as `$name`, and spelled like it.
      let isName = word.utf8.allSatisfy { $0.isNamePart || (word == words[0] && $0 == UInt8(ascii: "-")) }
      guard let first = word.first, first.isLetter, isName else {
        throw MistError(.usage, "'\(escaped(word))' is no name", hint: "letters, digits and _ only")
      }
    }
    // One word holds whole lines, quoted; several are the words of one line.
    let text = words[(sign + 1)...]
    let lines = text.count == 1 ? text.joined() : text.map(quoted).joined(separator: " ")
    return (words[0], Shorthand(parameters: Array(words[1..<sign]), lines: lines, isMacro: isMacro))
  }
}

extension UInt8 {
  fileprivate var isNamePart: Bool {
    self == UInt8(ascii: "_") || Unicode.Scalar(self).properties.isAlphabetic && self < 0x80
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
