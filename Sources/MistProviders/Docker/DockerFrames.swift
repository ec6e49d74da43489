import MistModel

/// Takes the engine's stream of a command's output apart: each piece has eight bytes before it, with its stream and length.
struct DockerFrames {
  struct Frame: Hashable {
    var isError: Bool
    var bytes: [UInt8]
  }

  private var header: [UInt8] = []
  /// Bytes of the present piece that are still to come.
  private var left = 0
  private var isError = false

  /// A piece that has come in part is handed out in part.
  ///
  /// - Throws: `.failed` with what came in place of such a stream: why the command could not be run.
  mutating func frames(in bytes: [UInt8], of title: String) throws(MistError) -> [Frame] {
    var frames: [Frame] = []
    var unread = bytes[...]
    while !unread.isEmpty {
      if left > 0 {
        let taken = unread.prefix(left)
        frames.append(Frame(isError: isError, bytes: Array(taken)))
        left -= taken.count
        unread = unread.dropFirst(taken.count)
        continue
      }
      let taken = unread.prefix(8 - header.count)
      header += taken
      unread = unread.dropFirst(taken.count)
      guard header[0] <= 2, header.dropFirst().prefix(3).allSatisfy({ $0 == 0 }) else {
        let words = printable(String(decoding: header + unread, as: UTF8.self))
        throw MistError(.failed, "\(title): the command could not be run: \(words)")
      }
      guard header.count == 8 else { continue }
      isError = header[0] == 2
      left = header[4...].reduce(0) { $0 << 8 | Int($1) }
      header = []
    }
    return frames
  }
}
