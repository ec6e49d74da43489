import MistModel

/// An e-mail address as a login: lower case, without what would break a header or a line.
struct EmailAddress: Hashable, Sendable {
  let text: String

  /// Throws `.invalid` for what cannot be one.
  init(_ given: String) throws {
    guard let address = EmailAddress(lenient: given) else {
      throw MistError(.invalid, "not an e-mail address", hint: "it looks like name@example.com")
    }
    self = address
  }

  init?(lenient given: String) {
    let text = given.trimmingBlanks().lowercased()
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 254,
      !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.isControl })
    else { return nil }
    self.text = text
  }
}
