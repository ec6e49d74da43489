extension XMLDocument {
  /// What the bytes between two tags say: references written out, marked sections taken as they are, comments left out.
  ///
  /// A reference to what nobody declared stays as it is written.
  static func text(of bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    var (rest, text) = (bytes, [UInt8]())
    text.reserveCapacity(bytes.count)
    while let byte = rest.first {
      if byte == UInt8(ascii: "&"), let (characters, length) = reference(rest) {
        text += characters
        rest = rest.dropFirst(length)
      } else if byte == UInt8(ascii: "<") {
        let isSection = rest.starts(with: "<![CDATA[".utf8)
        let end = isSection ? "]]>" : rest.starts(with: "<!--".utf8) ? "-->" : "?>"
        let range = rest.firstRange(of: Array(end.utf8)) ?? rest.endIndex..<rest.endIndex
        if isSection { text += rest[..<range.lowerBound].dropFirst("<![CDATA[".utf8.count) }
        rest = rest[range.upperBound...]
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The characters that a reference stands for and how many bytes it takes: `&amp;`, `&#38;`, `&#x26;`.
  private static func reference(_ bytes: ArraySlice<UInt8>) -> (characters: [UInt8], length: Int)? {
    guard let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: bytes[(bytes.startIndex + 1)..<end], as: UTF8.self)
    let length = end - bytes.startIndex + 1
    if let known = characters[name] { return ([known], length) }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let scalar = code.flatMap(Unicode.Scalar.init), scalar.value > 0 else { return nil }
    return (Array(String(Character(scalar)).utf8), length)
  }

  private static let characters: [String: UInt8] = [
    "amp": UInt8(ascii: "&"), "lt": UInt8(ascii: "<"), "gt": UInt8(ascii: ">"), "quot": UInt8(ascii: "\""),
    "apos": UInt8(ascii: "'"),
  ]
}
