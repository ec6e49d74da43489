/// A line of `input.mist`: text and keys such as `<TAB>`; `<ANSWER>` and `<AWAIT>text</AWAIT>` type nothing.
struct TypedStep {
  var line: String
  var keys = ""
  /// What has to be on the screen before the step counts as ended, for what takes its time.
  var awaited: String?
  /// The stand-in service answers what it held back.
  var isAnswered = false

  private static let names: [String: String] = [
    "TAB": Key.tab, "S-TAB": Key.shiftTab, "ENTER": Key.enter, "M-ENTER": Key.altEnter, "ESC": Key.escape,
    "UP": Key.up, "DOWN": Key.down, "LEFT": Key.left, "RIGHT": Key.right, "HOME": Key.home, "END": Key.end,
    "DEL": Key.delete, "BS": Key.backspace, "NL": "\r", "PASTE": "\u{1B}[200~", "/PASTE": "\u{1B}[201~",
  ]

  init(_ line: String) {
    self.line = line
    var rest = line[...]
    // A comment tells what comes.
    guard !line.hasPrefix("# ") else { return }
    while let character = rest.first {
      if rest.hasPrefix("<AWAIT>"), let end = rest.range(of: "</AWAIT>") {
        awaited = String(rest[..<end.lowerBound].dropFirst("<AWAIT>".count))
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("<ANSWER>") {
        isAnswered = true
        rest = rest.dropFirst("<ANSWER>".count)
      } else if character == "<", let end = rest.firstIndex(of: ">"), let key = Self.key(rest[..<end].dropFirst()) {
        keys += key
        rest = rest[end...].dropFirst()
      } else {
        keys.append(character)
        rest.removeFirst()
      }
    }
  }

  /// The key that is called so; what is none stays text.
  private static func key(_ name: Substring) -> String? {
    if let key = names[String(name)] { return key }
    guard name.hasPrefix("C-"), name.count == 3, let letter = name.last, letter.isASCII else { return nil }
    return Key.control(letter)
  }
}
