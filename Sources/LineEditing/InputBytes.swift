import Glibc

/// The bytes of a terminal: one at a time, so that what is typed ahead stays there for the command that runs next; in
/// large pieces only while something is pasted.
struct InputBytes {
  enum Arrival { case input, timeOut, wake, end }

  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var next = 0
  var decoder = KeyDecoder()
  private var keys: [KeyInput] = []
  private var lastArrival = ContinuousClock.now

  private static let pieceSize = 1 << 16
  /// Ctrl-C this long after a paste fell silent ends it: its end mark is lost.
  private static let lostPaste = Duration.milliseconds(500)

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// A key that is there already.
  mutating func nextKey() -> KeyInput? {
    while true {
      if !keys.isEmpty { return keys.removeFirst() }
      guard next < bytes.count else { return nil }
      keys = decoder.feed(bytes[next])
      next += 1
    }
  }

  /// Puts a key back in front.
  mutating func unread(_ key: KeyInput) { keys.insert(key, at: 0) }

  mutating func flush() { keys += decoder.flush() }

  /// Whether more can be read without waiting.
  var hasMore: Bool {
    if !keys.isEmpty || next < bytes.count { return true }
    var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    return poll(&descriptors, 1, 0) > 0
  }

  /// Waits for bytes, or for the other descriptor.
  mutating func wait(or wake: Int32, milliseconds: Int32) -> Arrival {
    var descriptors = [
      pollfd(fd: wake, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      let count = poll(&descriptors, 2, milliseconds)
      if count == 0 { return .timeOut }
      if count < 0 {
        if errno == EINTR { continue }
        return .end
      }
      if descriptors[0].revents != 0 { return .wake }
      if descriptors[1].revents != 0 { return read() }
    }
  }

  private mutating func read() -> Arrival {
    let size = decoder.isPasting ? Self.pieceSize : 1
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, Glibc.read(descriptor, buffer.baseAddress, size))
    }
    next = 0
    guard !bytes.isEmpty else { return errno == EINTR || errno == EAGAIN ? .input : .end }
    let now = ContinuousClock.now
    if decoder.isPasting, bytes == [KeyDecoder.interrupt], now - lastArrival > Self.lostPaste { decoder.abandonPaste() }
    lastArrival = now
    return .input
  }
}
