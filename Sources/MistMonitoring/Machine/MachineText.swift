/// Text that a machine wrote, as it can be shown at a terminal.
enum MachineText {
  /// The bytes as one text without control characters; lines stay lines.
  static func lines(_ bytes: some Sequence<UInt8>, atMost count: Int = 20) -> [String] {
    let lines = String(decoding: Array(bytes), as: UTF8.self).split(whereSeparator: \.isNewline)
    return lines.suffix(count).map { line(String($0)) }
  }

  /// One line, its control characters replaced, not too long to be read.
  static func line(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(300) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: shown.append(scalar == "\t" ? " " : "\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    return String(shown)
  }
}
