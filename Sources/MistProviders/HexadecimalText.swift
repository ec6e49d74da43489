/// Bytes as hexadecimal digits in small letters, two a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator)
}

/// The first sixteen bytes as a UUID of a version (RFC 9562) is written.
func uuidText(_ bytes: some Sequence<UInt8>, version: UInt8) -> String {
  var bytes = Array(bytes.prefix(16))
  bytes[6] = bytes[6] & 0x0F | version << 4
  bytes[8] = bytes[8] & 0x3F | 0x80
  let digits = Array(hexadecimal(bytes))
  return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
}
