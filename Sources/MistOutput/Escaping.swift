/// The text on one line and harmless on a terminal: line ends, escapes and other control characters, and the
/// characters that turn the direction of writing or hide, are shown as `\n`, `\e`, `\u{202E}`.
///
/// Escaping twice gives the same as once; a backslash stays as it is.
public func escaped(_ text: String) -> String {
  escaped(text) { _ in false }
}

/// The same for a text of several lines: line ends and tabs stay.
public func escapedLines(_ text: String) -> String {
  escaped(text) { $0 == "\n" || $0 == "\t" }
}

private func escaped(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
  guard text.unicodeScalars.contains(where: { isUnsafeOnTerminal($0) && !isKept($0) }) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    if isUnsafeOnTerminal(scalar), !isKept(scalar) {
      shown += escape(of: scalar)
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

private func escape(of scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  case "\u{1B}": "\\e"
  default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }
}

/// Control characters (C0, DEL, C1), line separators, marks and overrides of direction, and characters that show
/// nothing. The joiners U+200C and U+200D stay: scripts and emoji need them.
func isUnsafeOnTerminal(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0: true
  case 0..<0x061C: false
  case 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
  case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
  default: false
  }
}
