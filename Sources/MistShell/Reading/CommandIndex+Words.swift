import MistCommands

extension CommandIndex {
  /// The command at the start of the words, or an error with its place; never a guess.
  public func match(_ words: [GivenWord]) throws(LineError) -> Match {
    do {
      return try match(words.map(\.text), bareCount: words.prefix(while: \.isBare).count)
    } catch {
      throw LineError(
        error.error, at: words.indices.contains(error.word) ? words[error.word].position : nil,
        suggestion: error.suggestion)
    }
  }
}
