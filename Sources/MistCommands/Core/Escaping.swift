/// `text` with control characters (but tab and newline) spelled out, so that what a machine or a provider wrote
/// cannot steer the terminal: ESC becomes `\u{1b}`.
func escaped(_ text: some StringProtocol) -> String {
  guard text.unicodeScalars.contains(where: \.isUnsafe) else { return String(text) }
  var shown = ""
  for scalar in text.unicodeScalars {
    if scalar.isUnsafe {
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

extension Unicode.Scalar {
  /// C0 and C1 controls, and the marks that turn the direction of a line.
  fileprivate var isUnsafe: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
