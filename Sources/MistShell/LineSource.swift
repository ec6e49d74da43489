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
