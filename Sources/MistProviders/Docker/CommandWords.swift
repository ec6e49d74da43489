import MistModel

/// Splits a command line into its words, by the quoting rules of a POSIX shell and nothing else of one.
enum CommandWords {
  /// - Throws: `.invalid` for a quote that is not closed, and for no words at all.
  static func split(_ line: String) throws(MistError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        // Between double quotes a backslash stands for itself before most characters.
        if quote == "\"", !"\"\\$`".contains(character) { word = (word ?? "") + "\\" }
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        words += [word].compactMap { $0 }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else {
      throw MistError(.invalid, "a quote in the command is not closed", hint: "close it, or put \\ before it")
    }
    words += [word].compactMap { $0 }
    guard !words.isEmpty else {
      throw MistError(.invalid, "the command is empty", hint: "say what the container runs, or leave the command out")
    }
    return words
  }
}
