/// What stands before the `@` of an address that is all of a word, or all of an option's value.
struct AddressLogin {
  /// `--url=https://`.
  var before: String
  /// `ann:PASSWORD`.
  var text: String
  /// `@host/path`.
  var behind: String

  /// `nil` for a word that is no address, or one without a login.
  init?(in word: String) {
    let value = word.hasPrefix("--") ? word.drop { $0 != "=" }.dropFirst() : word[...]
    guard let colon = value.firstIndex(of: ":"), value[colon...].hasPrefix("://"),
      value[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    else { return nil }
    let start = value.index(colon, offsetBy: 3)
    guard let end = value[start...].prefix(while: { !"/?#".contains($0) }).lastIndex(of: "@"), start < end else {
      return nil
    }
    (before, text, behind) = (String(word[..<start]), String(word[start..<end]), String(word[end...]))
    guard LineWord.isSecret(text) else { return nil }
  }
}
