import MistCommands
import MistModel
import MistWire

/// Looks for secret options in a text that cannot be read, such as one with an open quote. Quotes are left out and all
/// that is left is looked at between blanks; behind the first that may be a secret option nothing is shown.
struct RoughText {
  var secrets: SecretLines

  private struct Token {
    var raw: Substring
    /// Without quotes and backslashes.
    var plain: String

    init(_ raw: Substring) {
      self.raw = raw
      plain = raw.filter { !"'\"\\".contains($0) }
      if raw.contains("$'"), plain.hasPrefix("$") { plain.removeFirst() }
    }
  }

  private enum Place {
    /// The name ends with the token.
    case before(Substring.Index)
    case behindSign(Substring.Index)
    case behindName(Substring.Index)
  }

  /// The text up to its first secret; `nil` when it shows none.
  func cut(_ text: String) -> String? {
    let tokens = Self.tokens(of: text)
    // To look for a command that is not there takes long.
    let trustsVariables = !text.contains("$") || needsNoSecret(tokens)
    for token in tokens {
      guard let place = place(of: token, trustsVariables: trustsVariables) else { continue }
      switch place {
      case .before(let index): return text[..<index] + secretMark
      case .behindSign(let index):
        // Where the secret is to be had may be shown, and what follows is looked at.
        guard holdsSecret(text[index...]) else { continue }
        return text[..<index] + secretMark
      case .behindName(let index):
        guard holdsSecret(text[index...]) else { continue }
        return text[..<index] + " " + secretMark
      }
    }
    return nil
  }

  /// The value of a secret option may follow.
  func endsInOption(_ text: String) -> Bool {
    guard let last = Self.tokens(of: text).last, case .behindName? = place(of: last, trustsVariables: true) else {
      return false
    }
    return true
  }

  /// A backslash at a line's end or an empty quote is not what was meant as the value.
  private func holdsSecret(_ rest: Substring) -> Bool {
    let words = rest.split(whereSeparator: \.isWhitespace).lazy.map { Token($0).plain }
    return words.first { !$0.isEmpty }.map { LineWord.isSecret($0) } ?? false
  }

  private static func tokens(of text: String) -> [Token] {
    text.split(whereSeparator: \.isWhitespace).map { Token($0) }
  }

  private func place(of token: Token, trustsVariables: Bool) -> Place? {
    let (raw, plain) = (token.raw, token.plain)
    // A dash spelled out: `$'\u{2D}-password'`.
    if plain.lowercased().contains("u{2d}") || plain.lowercased().contains("u{002d}") { return .before(raw.startIndex) }
    if !trustsVariables, let dollar = plain.firstIndex(of: "$"), plain[..<dollar].allSatisfy({ $0 == "-" }),
      dollar != plain.indices.last
    {
      return raw.firstIndex(of: "=").map { .behindSign(raw.index(after: $0)) } ?? .behindName(raw.endIndex)
    }
    if secrets.depth < SecretLines.deepest, secrets.shorthands[plain] != nil, inside.bringsSecrets(plain) {
      return .behindName(raw.endIndex)
    }
    var pieces = plain.split(whereSeparator: { "=;|>&(){}:,".contains($0) }).map(String.init)[...]
    guard let first = pieces.popFirst() else { return nil }
    if plain.hasPrefix(first), let match = match(first) {
      guard match == .name else { return .before(raw.startIndex) }
      if let sign = raw.firstIndex(of: "=") { return .behindSign(raw.index(after: sign)) }
      return pieces.isEmpty && plain == first ? .behindName(raw.endIndex) : .before(raw.startIndex)
    }
    let others = plain.hasPrefix(first) ? pieces : [first] + pieces
    return others.contains { match($0) != nil } ? .before(raw.startIndex) : nil
  }

  /// Lines of lines: a shorthand that names itself must not be looked into for ever.
  private var inside: SecretLines {
    var inside = secrets
    inside.depth += 1
    return inside
  }

  private enum Match { case name, glued }

  private func match(_ text: String) -> Match? {
    let spelled = OptionSpelling(text)
    guard !spelled.dashes.isEmpty, !spelled.canonical.isEmpty else { return nil }
    let name = spelled.canonical
    // `-p` is an option of other programs; `--p` may be the beginning of one of ours.
    guard spelled.isExact || name.count > 2 else { return nil }
    let names = secrets.declarations.secretNames
    if names.contains(where: { $0.hasPrefix(name) }) { return .name }
    if names.contains(where: { name.hasPrefix($0) }) { return .glued }
    return SecretMask.isSecret(name) ? .name : nil
  }

  /// The command is known and takes no secrets, so that a variable can be no secret option.
  private func needsNoSecret(_ tokens: [Token]) -> Bool {
    let words = tokens.prefix(4).map(\.plain)
    guard !tokens.contains(where: { $0.raw.contains(";") }),
      let match = try? secrets.declarations.index.meant(by: words, bareCount: words.count),
      !["with", "watch", "help", "alias", "macro"].contains(match.command.name)
    else { return false }
    return secrets.declarations.table(of: match.command).secretNames.isEmpty
  }
}
