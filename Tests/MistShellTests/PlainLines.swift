import MistShell
import Synchronization

/// A terminal without an editor: the prompt is written, a line is read.
struct PlainLines: LineSource {
  private let write: @Sendable (String) -> Void
  private let readLine: @Sendable () -> String?

  /// - Parameter readLine: one line without its end, `nil` at the end of input.
  init(write: @escaping @Sendable (String) -> Void, readLine: @escaping @Sendable () -> String?) {
    self.write = write
    self.readLine = readLine
  }

  func show(_ line: String, prompt: PromptText?) { write(line + "\n") }

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    write(prompt.plain)
    return readLine().map(TypedLine.line) ?? .end
  }
}

/// Lines that wait to be read.
final class Lines: Sendable {
  private let lines: Mutex<ArraySlice<String>>

  init(_ lines: [String]) {
    self.lines = Mutex(lines[...])
  }

  func next() -> String? { lines.withLock { $0.popFirst() } }
}

/// A person who does one thing after the other.
final class PressedKeys: LineSource {
  private let keys: Mutex<ArraySlice<TypedLine>>

  init(_ keys: [TypedLine]) {
    self.keys = Mutex(keys[...])
  }

  func show(_ line: String, prompt: PromptText?) {}

  func line(after prompt: PromptText, initialText: String) async -> TypedLine {
    keys.withLock { $0.popFirst() } ?? .end
  }
}
