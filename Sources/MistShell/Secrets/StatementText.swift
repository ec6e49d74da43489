import MistOutput

/// A statement as text that can be typed: the one writer of lines that are kept or shown.
struct StatementText {
  enum Sink {
    case file(String, adds: Bool)
    case program(String)
  }

  /// Its words, quoted where they have to be; so are all others here.
  var words: [String]
  var stages: [[String]] = []
  var sink: Sink?
  var isBackground = false

  var text: String {
    var text = words.joined(separator: " ")
    for stage in stages { text += " | " + stage.joined(separator: " ") }
    switch sink {
    case .file(let path, let adds)?: text += (adds ? " >> " : " > ") + path
    case .program(let program)?: text += " |! " + program
    case nil: break
    }
    return text + (isBackground ? " &" : "")
  }
}

extension StatementText {
  /// The statement as it was written, its variables by their names.
  init(_ statement: Statement) {
    words = statement.words.map(\.spelling)
    stages = statement.stages.map { $0.map(\.spellingInStage) }
    switch statement.sink {
    case .file(let word, let adds)?: sink = .file(word.spelling, adds: adds)
    case .program(let line, _)?: sink = .program(line)
    case nil: break
    }
    isBackground = statement.isBackground
  }
}

/// The words of a stage, quoted: `where cost>5` needs no quotes, and is read by people.
func quotedStage(_ words: [String]) -> [String] {
  words.map { word in
    let plain = word.filter { $0 != "<" && $0 != ">" }
    let isBare = words.first == "where" && !plain.isEmpty && quoted(plain) == plain
    return isBare ? word : quoted(word)
  }
}

extension Word {
  /// As it can be typed: read back, it is the same word.
  var spelling: String {
    guard let text = plainText else {
      if pieces.isEmpty { return quoted("") }
      return pieces.map { piece in
        switch piece {
        case .text(let text): quoted(text)
        case .variable(let name, _): "${\(name)}"
        }
      }.joined()
    }
    // A quoted word is no alias and no half of a command's name.
    let spelled = quoted(text)
    return isBare || spelled != text ? spelled : "'\(text)'"
  }

  /// A bare word of a stage stays as it is: `cost>5`.
  fileprivate var spellingInStage: String {
    isBare ? plainText ?? spelling : spelling
  }
}
