import MistModel

/// A stage of a pipe that cannot be understood.
public struct PipeError: Error, Hashable, Sendable {
  /// What is wrong and what to type instead; always of the code `.usage`.
  public var error: MistError
  /// Which of the words given to `PipeStage.init` is at fault, counted from 0, so that a caret can be put under it.
  public var wordIndex: Int

  public init(_ error: MistError, wordIndex: Int) {
    self.error = error
    self.wordIndex = wordIndex
  }

  init(_ summary: String, hint: String?, wordIndex: Int) {
    self.init(MistError(.usage, summary, hint: hint), wordIndex: wordIndex)
  }
}
