/// Scalars from bytes that come one at a time; what is not UTF-8 becomes U+FFFD.
struct UTF8Decoder {
  private var value: UInt32 = 0
  private var missing = 0
  /// The least value the length of the sequence allows: shorter spellings are not UTF-8.
  private var least: UInt32 = 0

  static let replacement: Unicode.Scalar = "\u{FFFD}"

  /// Whether a character has begun.
  var isHolding: Bool { missing > 0 }

  mutating func feed(_ byte: UInt8) -> [Unicode.Scalar] {
    if missing > 0 {
      guard byte & 0xC0 == 0x80 else {
        missing = 0
        return [Self.replacement] + feed(byte)
      }
      value = value << 6 | UInt32(byte & 0x3F)
      missing -= 1
      guard missing == 0 else { return [] }
      return [value < least ? Self.replacement : Unicode.Scalar(value) ?? Self.replacement]
    }
    switch byte {
    case 0..<0x80: return [Unicode.Scalar(byte)]
    case 0xC2..<0xE0: begin(byte & 0x1F, missing: 1, least: 0x80)
    case 0xE0..<0xF0: begin(byte & 0x0F, missing: 2, least: 0x800)
    case 0xF0..<0xF5: begin(byte & 0x07, missing: 3, least: 0x10000)
    default: return [Self.replacement]
    }
    return []
  }

  private mutating func begin(_ bits: UInt8, missing: Int, least: UInt32) {
    value = UInt32(bits)
    self.missing = missing
    self.least = least
  }
}
