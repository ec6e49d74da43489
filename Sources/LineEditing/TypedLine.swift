/// What a person did at the prompt.
public enum TypedLine: Hashable, Sendable {
  /// A line, without its end; it holds newlines when it was typed over several rows.
  case line(String)
  /// A pasted block that Enter was pressed for: lines to run one after the other.
  case pasted([String])
  /// Ctrl-C dropped the line, or reading was cancelled.
  case interrupted
  /// Ctrl-D on an empty line, or the terminal is gone.
  case end
}
