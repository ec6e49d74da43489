import MistModel

/// Reads what a chunk holds, piece by piece; what ends too early is an error and never read past.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  static let damaged = MistError(
    .storage, "measured values in the store are damaged", hint: "put \(SeriesStore.fileName) back from a backup")

  mutating func byte() throws -> UInt8 {
    guard position < bytes.count else { throw Self.damaged }
    defer { position += 1 }
    return bytes[position]
  }

  /// Seven bits a byte, the lowest first.
  mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Self.damaged
  }

  mutating func double() throws -> Double {
    guard bytes.count - position >= 8 else { throw Self.damaged }
    defer { position += 8 }
    return Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
  }

  /// `count` numbers of `width` bits, packed from the lowest bit on; they end at a whole byte.
  mutating func packed(_ width: Int, count: Int, _ use: (UInt64) -> Void) throws {
    guard width <= BitPacking.widest, bytes.count - position >= (width * count + 7) / 8 else { throw Self.damaged }
    let mask: UInt64 = (1 << UInt64(width)) - 1
    var (gathered, held): (UInt64, Int) = (0, 0)
    for _ in 0..<count {
      while held < width {
        gathered |= UInt64(bytes[position]) << UInt64(held)
        position += 1
        held += 8
      }
      use(gathered & mask)
      gathered >>= UInt64(width)
      held -= width
    }
  }
}
