import MistShell
import Synchronization

/// A terminal without an editor: the prompt is written, a line is read.
struct PlainLines: LineSource {
  private let write: (String) -> Void
  private let readLine: () -> String?

  /// - Parameter readLine: one line without its end, `nil` at the end of input.
  init(write: @escaping (String) -> Void, readLine: @escaping () -> String?) {
    self.write = write
    self.readLine = readLine
  }

  func line(after prompt: String) async -> TypedLine {
    write(prompt)
    return readLine().map(TypedLine.line) ?? .end
  }
}

/// A person who does one thing after the other.
final class PressedKeys: LineSource {
  private let keys: Mutex<ArraySlice<TypedLine>>

  init(_ keys: [TypedLine]) {
    self.keys = Mutex(keys[...])
  }

  func line(after prompt: String) async -> TypedLine {
    keys.withLock { $0.popFirst() } ?? .end
  }
}
