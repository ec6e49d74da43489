import MistCommands
import MistModel
import MistOutput

/// A statement with its variables put in.
struct GivenStatement {
  enum Sink: Hashable, Sendable {
    case file(String, adds: Bool)
    case program(String)
  }

  var words: [GivenWord]
  var stages: [[GivenWord]] = []
  var sink: Sink?
  var isBackground = false

  /// The stages, read. Throws with the place of the word that is wrong.
  func pipe() throws(LineError) -> [PipeStage] {
    var read: [PipeStage] = []
    for stage in stages {
      do {
        read.append(try PipeStage(stage.map(\.text)))
      } catch {
        let word = stage.indices.contains(error.wordIndex) ? stage[error.wordIndex] : stage.first
        throw LineError(error.error, at: word?.position)
      }
    }
    return read
  }
}

extension Statement {
  /// The statement with its variables put in.
  ///
  /// - Parameter replacement: goes before what the variables hold.
  /// - Throws: an unknown variable, at its `$`, with the nearest names.
  func given(
    _ variables: [String: String], replacing replacement: (String) -> String? = { _ in nil }
  ) throws(LineError) -> GivenStatement {
    var given = GivenStatement(words: try words.given(variables, replacing: replacement), isBackground: isBackground)
    for stage in stages {
      given.stages.append(try stage.given(variables, replacing: replacement))
    }
    switch sink {
    case .file(let word, let adds)?:
      given.sink = .file(try word.text(variables, replacing: replacement), adds: adds)
    case .program(let line, _)?: given.sink = .program(line)
    case nil: break
    }
    return given
  }
}

extension [Word] {
  fileprivate func given(
    _ variables: [String: String], replacing replacement: (String) -> String?
  ) throws(LineError) -> [GivenWord] {
    var given: [GivenWord] = []
    given.reserveCapacity(count)
    for word in self {
      let text = try word.text(variables, replacing: replacement)
      given.append(GivenWord(text, position: word.position, isBare: word.isBare))
    }
    return given
  }
}

extension Word {
  fileprivate func text(
    _ variables: [String: String], replacing replacement: (String) -> String?
  ) throws(LineError) -> String {
    if let text = plainText { return text }
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .variable(let name, let position):
        guard let value = replacement(name) ?? variables[name] else {
          throw unknownVariable(name, position, variables)
        }
        text += value
      }
    }
    return text
  }
}

private func unknownVariable(_ name: String, _ position: SourcePosition, _ variables: [String: String]) -> LineError {
  let near = nearest(name, among: variables.keys.sorted()).map { "$" + $0 }
  let hint =
    if name.utf8.allSatisfy(Ascii.isDigit) {
      "it is given behind the script's name"
    } else if near.isEmpty {
      "set it with: set \(name) = VALUE; or keep the $: \\$\(name)"
    } else {
      "did you mean \(near.joined(separator: ", "))?"
    }
  return LineError(MistError(.usage, "no variable $\(name)", hint: hint), at: position)
}
