import MistModel

/// Takes secrets out of what is written down of a session: values with the name of a secret, private keys, and any of
/// those again wherever else they turn up.
///
/// Masking twice gives the same as once, so a replay that masks what it sends meets what was recorded.
public struct SecretMask: Sendable {
  /// Stands in the place of a secret.
  public static let stand = secretMark
  /// Characters; a shorter secret may be a part of anything, and is masked in its own place only.
  private static let shortest = 6

  /// Longest first: one may hold another.
  private var secrets: [String] = []

  public init() {}

  /// Remembers a secret, to be masked in every text from now on.
  public mutating func learn(_ secret: String) {
    guard secret != Self.stand else { return }
    let spellings = [secret, secret.trimmingLineEnds]
    for part in spellings + spellings.map(\.insideJSON) {
      guard part.count >= Self.shortest, !secrets.contains(part) else { continue }
      secrets.append(part)
      secrets.sort { $0.utf8.count > $1.utf8.count }
    }
  }

  /// The text without private keys and without the secrets that are known.
  public func masked(_ text: String) -> String {
    secrets.reduce(withoutPrivateKeys(text)) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.stand)
    }
  }

  /// The value with all that is secret by its name masked, and learnt.
  public mutating func masked(_ value: JSONValue) -> JSONValue {
    masked(value, isSecret: false)
  }

  private mutating func masked(_ value: JSONValue, isSecret: Bool) -> JSONValue {
    switch value {
    case .null, .bool: return value
    case .integer, .number: return isSecret ? .string(Self.stand) : value
    case .string(let text):
      guard isSecret, !text.isEmpty else { return .string(masked(text)) }
      learn(text)
      return .string(Self.stand)
    case .array(let items):
      return .array(items.map { masked($0, isSecret: isSecret) })
    case .object(let members):
      var shown: [String: JSONValue] = [:]
      // In order, so that the same is learnt from the same value each time.
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        shown[name] = masked(member, isSecret: isSecret || Self.isSecret(name))
      }
      return .object(shown)
    }
  }

  /// Whether what has this name in a request, an answer or its headers is secret. Rather too many than too few.
  public static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased().filter { $0 != "-" && $0 != "_" }
    return secretNames.contains(name) || secretParts.contains { name.contains($0) }
  }

  private static let secretNames: Set = [
    "priv", "pw", "pwd", "pass", "certificate", "keyfile", "certfile", "cacertfile", "cookie",
  ]
  private static let secretParts = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "credential", "privatekey",
    "authorization", "setcookie",
  ]
}

// MARK: - Private keys

/// The text with `•••` for every PEM block of a private key, its line ends written out as `\n` or not. One that is cut
/// off takes what may be a part of it along.
private func withoutPrivateKeys(_ text: String) -> String {
  guard text.contains("PRIVATE KEY-----") else { return text }
  var shown = ""
  var rest = text[...]
  while let mark = rest.firstRange(of: "PRIVATE KEY-----") {
    let before = rest[..<mark.lowerBound]
    if let begin = before.lastRange(of: "-----BEGIN ") {
      shown += rest[..<begin.lowerBound] + SecretMask.stand
      let inside = rest[mark.upperBound...]
      guard let end = inside.firstRange(of: "PRIVATE KEY-----") else { return shown }
      rest = inside[end.upperBound...]
    } else {
      // The end of a key whose beginning is elsewhere.
      let end = before.lastRange(of: "-----END ")?.lowerBound ?? mark.lowerBound
      let start = rest[..<end].lastIndex { !isOfKey($0) }.map { rest.index(after: $0) } ?? rest.startIndex
      shown += rest[..<start] + SecretMask.stand
      rest = rest[mark.upperBound...]
    }
  }
  return shown + rest
}

private func isOfKey(_ character: Character) -> Bool {
  character.isNewline || "+/=\\".contains(character)
    || (character.isASCII && (character.isLetter || character.isNumber))
}

extension Substring {
  fileprivate func firstRange(of text: String) -> Range<Index>? { range(of: text, from: startIndex) }

  fileprivate func lastRange(of text: String) -> Range<Index>? {
    var last: Range<Index>?
    var start = startIndex
    while let found = range(of: text, from: start) {
      last = found
      start = found.upperBound
    }
    return last
  }

  private func range(of text: String, from start: Index) -> Range<Index>? {
    let wanted = Array(text.utf8)
    var index = start
    while let first = utf8[index...].firstIndex(of: wanted[0]) {
      if utf8[first...].starts(with: wanted) { return first..<utf8.index(first, offsetBy: wanted.count) }
      index = utf8.index(after: first)
    }
    return nil
  }
}

extension String {
  /// As it is written between the quotes of JSON.
  fileprivate var insideJSON: String {
    (try? WireJSON.bytes(self)).map { String(decoding: $0.dropFirst().dropLast(), as: UTF8.self) } ?? self
  }

  fileprivate var trimmingLineEnds: String {
    String(reversed().drop(while: \.isNewline).reversed())
  }
}
