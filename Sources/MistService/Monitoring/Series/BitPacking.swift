/// Writes integers in few bits; `ByteReader` reads them.
enum BitPacking {
  /// With up to seven bits left over from the number before, a number still fits into 64.
  static let widest = 56

  /// Small numbers of either sign as small numbers without one.
  static func zigzag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: (value << 1) ^ (value >> 63))
  }

  static func unzigzag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// Bits that a number needs.
  static func width(_ value: UInt64) -> Int {
    UInt64.bitWidth - value.leadingZeroBitCount
  }

  static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  static func append(_ value: Double, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// - Parameter width: bits of each number, `widest` at most.
  static func append(_ values: some Sequence<UInt64>, width: Int, to bytes: inout [UInt8]) {
    var (gathered, held): (UInt64, Int) = (0, 0)
    for value in values {
      gathered |= value << UInt64(held)
      held += width
      while held >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: gathered))
        gathered >>= 8
        held -= 8
      }
    }
    if held > 0 { bytes.append(UInt8(truncatingIfNeeded: gathered)) }
  }
}
