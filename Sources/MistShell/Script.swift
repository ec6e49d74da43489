import MistCommands
import MistModel
import MistOutput

/// A text as steps that can be run, everything about them checked that can be before the first one runs.
struct Script {
  struct Step {
    var statement: Statement
    /// `nil` when the words depend on variables that earlier lines set: read when the step is reached.
    var call: CommandCall?
  }

  /// Calls kept from the check to the run; those of later lines are read again, to bound the memory of huge scripts.
  private static let mostCallsKept = 10_000

  private(set) var steps: [Step] = []
  /// Variables that lines so far set; their values are not known before those lines run.
  private var assigned: Set<String> = []
  /// A `source` came before: it may set any variable.
  private var mayAssignAnything = false

  /// - Throws: the first error of any line, with its place.
  init(_ text: String, variables: [String: String], reader: inout CallReader) throws(LineError) {
    let statements = try LineParser.statements(in: text)
    steps.reserveCapacity(statements.count)
    for statement in statements {
      try add(statement, variables: variables, reader: &reader)
    }
  }

  private mutating func add(
    _ statement: Statement, variables: [String: String], reader: inout CallReader
  ) throws(LineError) {
    let open = statement.words.firstIndex { word in
      word.variables.contains { assigned.contains($0) || mayAssignAnything }
    }
    var step = Step(statement: statement)
    if let open {
      // A word with a variable is never part of a command's name, so the words before it decide.
      if open > 0 {
        let words = try Statement(words: Array(statement.words[..<open])).given(variables)
        noteAssignments(of: try reader.index.match(words).command, in: statement)
      }
    } else {
      let call = try reader.call(try statement.given(variables))
      if steps.count < Self.mostCallsKept { step.call = call }
      if case .run(let command) = call.work { noteAssignments(of: type(of: command), in: statement) }
    }
    steps.append(step)
  }

  private mutating func noteAssignments(of command: any Command.Type, in statement: Statement) {
    switch command._commandName {
    case "set":
      guard statement.words.count > 1, case .text(let text)? = statement.words[1].pieces.first else { return }
      assigned.insert(String(text.prefix { $0 != "=" }))
    case "source":
      mayAssignAnything = true
    default: break
    }
  }
}

extension Statement {
  /// The words with their variables put in.
  ///
  /// - Throws: an unknown variable, at its `$`, with the nearest names.
  func given(_ variables: [String: String]) throws(LineError) -> [GivenWord] {
    var given: [GivenWord] = []
    given.reserveCapacity(words.count)
    for word in words {
      given.append(GivenWord(try word.text(variables), position: word.position, isBare: word.isBare))
    }
    return given
  }
}

extension Word {
  fileprivate func text(_ variables: [String: String]) throws(LineError) -> String {
    if case .text(let text)? = pieces.first, pieces.count == 1 { return text }
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .variable(let name, let position):
        guard let value = variables[name] else { throw unknownVariable(name, position, variables) }
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
      "set it with: set \(name) = VALUE"
    } else {
      "did you mean \(near.joined(separator: ", "))?"
    }
  return LineError(MistError(.usage, "no variable $\(name)", hint: hint), at: position)
}
