/// What a terminal pasted, as text: newlines are `\n`, other characters that are not seen are gone, but for TAB.
struct Paste: Equatable, Sendable {
  let text: String

  init(bytes: some Sequence<UInt8>) {
    var scalars = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\r": scalars.append("\n")
      case "\n" where isAfterReturn: break
      case "\n", "\t": scalars.append(scalar)
      default:
        if !isHidden(scalar) { scalars.append(scalar) }
      }
      isAfterReturn = scalar == "\r"
    }
    while scalars.last == "\n" { scalars.removeLast() }
    text = String(scalars)
  }

  /// Whether it is more than one line, and so never runs by itself.
  var isBlock: Bool { text.utf8.contains(UInt8(ascii: "\n")) }
}

/// Takes the bytes between a terminal's two marks of a paste, so that none of them is a key.
struct PasteGuard {
  static let begin = Array("\u{1B}[200~".utf8)
  static let end = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  private var matched = 0

  /// The paste once its end mark is there; `nil` while it goes on.
  mutating func feed(_ byte: UInt8) -> Paste? {
    bytes.append(byte)
    // The mark's first byte occurs in it once, so a broken match begins anew with this byte or not at all.
    matched = byte == Self.end[matched] ? matched + 1 : byte == Self.end[0] ? 1 : 0
    guard matched == Self.end.count else { return nil }
    return Paste(bytes: bytes.dropLast(Self.end.count))
  }
}
