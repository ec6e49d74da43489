import Foundation
import MistShell
import Synchronization

/// Reads lines that a person types. Ctrl-C ends the reading at once, which the C library's own does not notice.
final class TerminalInput: Sendable {
  enum Line {
    case text(String)
    case interrupted
    case end
  }

  static let shared = TerminalInput()

  /// A pipe that wakes the reader: any thread may write to its second end.
  private let bell: [Int32]
  /// What was read beyond the line that was handed out.
  private let rest = Mutex<[UInt8]>([])

  private init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    bell = ends
  }

  /// Ends the reading that is under way.
  func interrupt() {
    var ring: UInt8 = 1
    _ = write(bell[1], &ring, 1)
  }

  /// Readable once `interrupt()` was called: for others that wait and must not miss it.
  var rings: Int32 { bell[0] }

  func line() -> Line {
    var bytes = rest.withLock { rest in
      defer { rest = [] }
      return rest
    }
    while true {
      if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        rest.withLock { $0 = Array(bytes[(end + 1)...]) }
        return .text(String(decoding: bytes[..<end], as: UTF8.self))
      }
      var watched = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: bell[0], events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&watched, 2, -1) > 0 else { continue }
      if watched[1].revents != 0 {
        forgetRings()
        return .interrupted
      }
      var piece = [UInt8](repeating: 0, count: 4096)
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes.isEmpty ? .end : .text(String(decoding: bytes, as: UTF8.self)) }
      bytes += piece[..<count]
    }
  }

  /// Before a question is asked: an interrupt from before is not about it.
  func forgetRings() {
    var ignored = [UInt8](repeating: 0, count: 64)
    while read(bell[0], &ignored, ignored.count) > 0 {}
  }
}

/// The prompt of a terminal without an editor.
struct TerminalLines: LineSource {
  let write: @Sendable (String) -> Void

  func show(_ line: String, prompt: PromptText?) { write(line + "\n") }

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    TerminalInput.shared.forgetRings()
    write(prompt.coloured)
    switch TerminalInput.shared.line() {
    case .text(let text): return .line(text)
    case .end:
      write("\n")
      return .end
    case .interrupted:
      write("\n")
      return .interrupted
    }
  }
}
