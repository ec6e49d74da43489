/// Where the lines of a prompt come from: a plain terminal, or an editor.
public protocol LineSource {
  /// Shows the prompt and waits for a line.
  func line(after prompt: String) async -> TypedLine
}

/// What a person did at the prompt.
public enum TypedLine: Hashable, Sendable {
  case line(String)
  /// Ctrl-C: the line is dropped.
  case interrupted
  /// Ctrl-D on an empty line, or the terminal is gone.
  case end
}

/// A terminal without an editor: the prompt is written, a line is read.
public struct PlainLines: LineSource {
  private let write: (String) -> Void
  private let readLine: () -> String?

  /// - Parameter readLine: one line without its end, `nil` at the end of input.
  public init(write: @escaping (String) -> Void, readLine: @escaping () -> String?) {
    self.write = write
    self.readLine = readLine
  }

  public func line(after prompt: String) async -> TypedLine {
    write(prompt)
    return readLine().map(TypedLine.line) ?? .end
  }
}
