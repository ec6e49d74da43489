/// Entries of the catalogue as lines of text, read and written on bytes.
enum CatalogueText {
  /// Hexadecimal digits at the front of a record.
  static let marksLength = 4

  static func append(_ entry: NameShelf.Entry, to bytes: inout [UInt8]) {
    let digits = String(entry.marks.rawValue, radix: 16)
    bytes += repeatElement(UInt8(ascii: "0"), count: marksLength - digits.utf8.count)
    bytes += digits.utf8
    for field in [entry.id, entry.name] + entry.columns {
      bytes.append(Ascii.tab)
      appendEscaped(field, to: &bytes)
    }
    bytes.append(Ascii.newline)
  }

  static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    guard text.utf8.contains(where: { $0 == Ascii.backslash || $0 == Ascii.tab || $0 == Ascii.newline }) else {
      bytes += text.utf8
      return
    }
    for byte in text.utf8 {
      switch byte {
      case Ascii.tab: bytes += [Ascii.backslash, Ascii.t]
      case Ascii.newline: bytes += [Ascii.backslash, Ascii.n]
      case Ascii.backslash: bytes += [Ascii.backslash, Ascii.backslash]
      default: bytes.append(byte)
      }
    }
  }

  /// `nil` for a record that does not begin with marks.
  static func marks(_ record: Bytes) -> NameMarks? {
    guard record.count > marksLength, record[marksLength] == Ascii.tab else { return nil }
    var value: UInt16 = 0
    for index in 0..<marksLength {
      let byte = record[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt16(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt16(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return NameMarks(rawValue: value)
  }

  /// The name of a record, behind its marks and its id; `nil` for one without.
  static func name(in record: Bytes) -> Bytes? {
    var start = marksLength + 1
    while start < record.count, record[start] != Ascii.tab { start += 1 }
    guard start < record.count else { return nil }
    start += 1
    var end = start
    while end < record.count, record[end] != Ascii.tab { end += 1 }
    return record.part(start..<end)
  }

  static func fields(_ bytes: [UInt8], _ record: Range<Int>) -> [String] {
    bytes[record].split(separator: Ascii.tab, omittingEmptySubsequences: false).map(unescaped)
  }

  static func unescaped(_ field: ArraySlice<UInt8>) -> String {
    guard field.contains(Ascii.backslash) else { return String(decoding: field, as: UTF8.self) }
    var plain: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      guard byte == Ascii.backslash, let kept = rest.popFirst() else {
        plain.append(byte)
        continue
      }
      plain.append(kept == Ascii.t ? Ascii.tab : kept == Ascii.n ? Ascii.newline : kept)
    }
    return String(decoding: plain, as: UTF8.self)
  }

  static func appendFolded(_ field: Bytes, to keys: inout [UInt8]) {
    if field.allSatisfy({ $0 < 0x80 && $0 != Ascii.backslash }) {
      for byte in field { keys.append(lowercased(byte)) }
    } else {
      keys += folded(unescaped(ArraySlice(field)))
    }
  }
}
