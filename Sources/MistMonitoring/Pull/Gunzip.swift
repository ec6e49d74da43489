import CZlib
import MistModel

/// What a machine packed with gzip.
enum Gunzip {
  /// Whether the bytes begin as gzip writes them; machines without gzip send their text as it is.
  static func isPacked(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1f, 0x8b])
  }

  /// Unpacks, but never more than `limit` bytes: a small answer can stand for a huge one.
  static func unpack(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var stream = z_stream()
    // 15 bits of window and 16 more say that the form is gzip's.
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw MistError(.failed, "zlib does not start")
    }
    defer { inflateEnd(&stream) }

    var packed = bytes
    var unpacked: [UInt8] = []
    unpacked.reserveCapacity(min(bytes.count * 6, limit))
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var status = Z_OK
    try packed.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while status == Z_OK {
        let count = piece.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          status = inflate(&stream, Z_NO_FLUSH)
          return output.count - Int(stream.avail_out)
        }
        unpacked += piece[..<count]
        guard unpacked.count <= limit else {
          throw MistError(.failed, "what was measured unpacks to more than \(limit >> 20) MB")
        }
      }
    }
    guard status == Z_STREAM_END else {
      throw MistError(.connectionLost, "what was measured came only in part")
    }
    return unpacked
  }
}
