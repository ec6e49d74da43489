/// The words of `with KIND NAME: LINE`. The name ends at the first word that ends in a colon; a colon alone is fine too.
struct WithWords {
  var kind: String
  var name: String
  /// Where the line begins among the words.
  var lineStart: Int

  /// `nil` for words of another form.
  init?(_ words: [String]) {
    guard let end = Self.colon(in: words) else { return nil }
    kind = words[0]
    name = (words[1..<end] + [String(words[end].dropLast())]).filter { !$0.isEmpty }.joined(separator: " ")
    lineStart = end + 1
  }

  /// The word that ends in the colon.
  static func colon(in words: [String]) -> Int? {
    words.indices.dropFirst().first { words[$0].hasSuffix(":") }
  }
}
