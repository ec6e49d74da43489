import MistModel

/// The text of a script from its bytes: UTF-8 without NUL, a byte order mark left out, not above `limit` bytes.
///
/// - Throws: `LineError` with the place of the first byte that is none of it.
public func scriptText(_ bytes: [UInt8], limit: Int = 64 << 20) throws(LineError) -> String {
  guard bytes.count <= limit else {
    throw LineError(
      MistError(.usage, "longer than \(limit >> 20) MiB", hint: "is it a script? split it"), at: nil)
  }
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let content = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
  if let nul = content.firstIndex(of: 0) {
    throw notText("a NUL byte", at: nul, in: content)
  }
  if let text = String(validating: content, as: UTF8.self) {
    return text
  }
  throw notText("a byte that is not UTF-8", at: firstInvalid(in: content), in: content)
}

private func notText(_ what: String, at index: Int, in content: ArraySlice<UInt8>) -> LineError {
  let before = content[..<index]
  let lineStart = before.lastIndex(of: Ascii.newline).map { $0 + 1 } ?? content.startIndex
  let line = 1 + before.count { $0 == Ascii.newline }
  let column = 1 + before[lineStart...].count { $0 & 0b1100_0000 != 0b1000_0000 }
  return LineError(
    MistError(.usage, "\(what) where text was expected", hint: "a script is text in UTF-8; is this a binary file?"),
    at: SourcePosition(line: line, column: column))
}

/// Where the first scalar begins that is cut short or not allowed.
private func firstInvalid(in content: ArraySlice<UInt8>) -> Int {
  var index = content.startIndex
  while index < content.endIndex {
    let length =
      switch content[index] {
      case ..<0x80: 1
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    let scalar = content[index...].prefix(length)
    if length == 0 || scalar.count < length || String(validating: scalar, as: UTF8.self) == nil { return index }
    index += length
  }
  return index
}
