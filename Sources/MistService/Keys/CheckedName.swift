import Foundation
import MistModel

/// A name that people give to a thing: trimmed, of one line, and written in one way where Unicode knows several.
///
/// - Parameter what: the thing in messages: `key name`.
func checkedName(_ given: String, what: String) throws -> String {
  let name = given.trimmingBlanks().precomposedStringWithCanonicalMapping
  guard !name.isEmpty else { throw MistError(.invalid, "the \(what) is empty") }
  guard name.utf8.count <= 255 else { throw MistError(.invalid, "the \(what) is longer than 255 bytes") }
  guard !name.unicodeScalars.contains(where: \.isControl) else {
    throw MistError(.invalid, "the \(what) holds a control character")
  }
  return name
}

extension StringProtocol {
  /// Without blanks and line ends at both ends.
  func trimmingBlanks() -> String {
    trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension Unicode.Scalar {
  /// Moves the cursor, ends a line or turns the direction of writing: a name with it is not what it looks like.
  var isControl: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
  }
}
