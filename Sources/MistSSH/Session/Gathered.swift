import Synchronization

/// What a command wrote, up to a limit a stream.
final class Gathered: Sendable {
  private struct State {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var isTruncated = false
  }

  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  func add(_ bytes: UnsafeRawBufferPointer, to stream: SSHStream) {
    state.withLock { state in
      let room = limit - (stream == .output ? state.output.count : state.errors.count)
      if bytes.count > room { state.isTruncated = true }
      switch stream {
      case .output: state.output += bytes.prefix(room)
      case .errors: state.errors += bytes.prefix(room)
      }
    }
  }

  var outputText: String { state.withLock { String(decoding: $0.output, as: UTF8.self) } }

  /// Both streams, for searching in.
  var allText: String { state.withLock { String(decoding: $0.output + $0.errors, as: UTF8.self) } }

  func capture(_ exit: SSHExit) -> SSHCapture {
    state.withLock { state in
      SSHCapture(
        exit: exit, output: String(decoding: state.output, as: UTF8.self),
        errors: String(decoding: state.errors, as: UTF8.self), isTruncated: state.isTruncated)
    }
  }
}
