/// Where the lines of a prompt come from: a plain terminal, or an editor.
public protocol LineSource: Sendable {
  /// Shows the prompt and waits for a line.
  ///
  /// - Parameter initialText: stands in the line as if it had been typed; a source that cannot do that leaves it out.
  func line(after prompt: PromptText, initialText: String) async -> TypedLine
  /// Shows a line above the one that is being typed.
  ///
  /// - Parameter prompt: from now on the prompt of the line that is being typed; `nil` leaves it as it is.
  func show(_ line: String, prompt: PromptText?)
  /// Nobody can type any more: the terminal was closed.
  var isGone: Bool { get }
}

extension LineSource {
  /// Shows a line above the one that is being typed.
  func show(_ line: String) { show(line, prompt: nil) }

  public var isGone: Bool { false }
}

/// What a person did at the prompt.
public enum TypedLine: Hashable, Sendable {
  case line(String)
  /// Lines that were pasted and that Enter was pressed for.
  case pasted([String])
  /// Ctrl-C: the line is dropped.
  case interrupted
  /// Ctrl-D on an empty line, or the terminal is gone.
  case end
}
