/// A page of the manual in the language of `man`, line by line.
struct Roff {
  private(set) var text = ""

  /// A request with its arguments: `.SH "EXIT STATUS"`.
  mutating func request(_ name: String, _ arguments: String...) {
    let words = arguments.map { " \"" + Self.escaped($0).replacing("\"", with: "\\(dq") + "\"" }
    text += "." + name + words.joined() + "\n"
  }

  /// A paragraph's text; lines are filled.
  mutating func write(_ sentence: String) {
    for line in sentence.split(separator: "\n") { text += Self.guarded(Self.escaped(String(line))) + "\n" }
  }

  /// An entry of a list: what is typed in bold, what stands for a value in italics, and its text behind it.
  mutating func entry(_ word: String, value: String = "", _ sentence: String) {
    request("TP")
    text += "\\fB\(Self.escaped(word))\\fR" + (value.isEmpty ? "" : " \\fI\(Self.escaped(value))\\fR") + "\n"
    write(sentence)
  }

  /// Lines that stay as they are.
  mutating func example(_ lines: String) {
    request("EX")
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      text += line.isEmpty ? ".sp\n" : Self.guarded(Self.escaped(String(line))) + "\n"
    }
    request("EE")
  }

  /// What roff takes for itself, written so that it is shown; a dash that can be typed is a minus.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "…": escaped += "..."
      case "→": escaped += "\\(->"
      case "•": escaped += "*"
      default: escaped.append(character)
      }
    }
  }

  /// A line that begins with a dot is a request.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") ? "\\&" + line : line
  }
}
