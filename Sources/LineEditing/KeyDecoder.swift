/// What came from the keyboard.
enum KeyInput: Equatable {
  case character(Unicode.Scalar)
  /// A whole escape sequence, its first byte ESC.
  case sequence([UInt8])
  case paste(Paste)
}

/// Keys from bytes, however they were cut on their way.
struct KeyDecoder {
  static let escape: UInt8 = 0x1B
  static let interrupt: UInt8 = 0x03
  /// No terminal sends a longer key.
  private static let longestSequence = 32

  private var held: [UInt8] = []
  private var text = UTF8Decoder()
  private var paste: PasteGuard?

  /// Whether ESC came and nothing yet behind it.
  var holdsLoneEscape: Bool { held == [Self.escape] }
  var isPasting: Bool { paste != nil }
  var isHolding: Bool { !held.isEmpty || text.isHolding || isPasting }

  mutating func feed(_ byte: UInt8) -> [KeyInput] {
    if paste != nil {
      guard let pasted = paste?.feed(byte) else { return [] }
      paste = nil
      return [.paste(pasted)]
    }
    if held.isEmpty {
      guard byte == Self.escape else { return text.feed(byte).map { .character($0) } }
      held = [byte]
      guard text.isHolding else { return [] }
      text = UTF8Decoder()
      return [.character(UTF8Decoder.replacement)]
    }
    if byte == Self.interrupt {
      // Ctrl-C is heard in the middle of anything.
      held = []
      return [.character("\u{3}")]
    }
    if byte == Self.escape {
      let broken = flush()
      held = [byte]
      return broken
    }
    held.append(byte)
    return isComplete ? complete() : []
  }

  /// What is held is all there will be.
  mutating func flush() -> [KeyInput] {
    defer { held = [] }
    return holdsLoneEscape ? [.character(Unicode.Scalar(Self.escape))] : []
  }

  /// Forgets a paste whose end never came.
  mutating func abandonPaste() { paste = nil }

  private var isComplete: Bool {
    if held.count >= Self.longestSequence { return true }
    switch held[1] {
    case UInt8(ascii: "["):
      // Parameters, then a final byte; the Linux console's function keys have a second "[".
      guard held.count > 2, let last = held.last else { return false }
      return (0x40...0x7E).contains(last) && !(held.count == 3 && last == UInt8(ascii: "["))
    case UInt8(ascii: "O"): return held.count == 3
    default: return true
    }
  }

  private mutating func complete() -> [KeyInput] {
    defer { held = [] }
    if held == PasteGuard.begin {
      paste = PasteGuard()
      return []
    }
    // A character behind ESC that is more than a byte is no key of ours.
    if held.count == 2, held[1] >= 0x80 {
      return [.character(Unicode.Scalar(Self.escape))] + text.feed(held[1]).map { .character($0) }
    }
    return [.sequence(held)]
  }
}
