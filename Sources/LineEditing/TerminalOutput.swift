import Glibc

/// Bytes to a terminal, past every buffer.
enum TerminalOutput {
  /// Writes all of it, or gives up when the terminal is gone.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if count < 0, errno == EAGAIN {
          var descriptors = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
          guard poll(&descriptors, 1, 1000) > 0 else { return }
        } else if count < 0, errno == EINTR {
          continue
        } else {
          return
        }
      }
    }
  }

  /// A message as rows, each ended: it works in a terminal's raw mode too.
  static func rows(_ message: String) -> String {
    var rows = message.split(separator: "\n", omittingEmptySubsequences: false)
    if rows.count > 1, rows.last == "" { rows.removeLast() }
    return rows.map { $0 + "\r\n" }.joined()
  }
}
