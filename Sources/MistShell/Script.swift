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
  /// Stands in the check for a value that only the run will know: a number, since that is a text too. Complaints that
  /// name it are about the value and not about the line.
  private static let unknownValue = "9182736450"

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
    var step = Step(statement: statement)
    if statement.words.contains(where: { $0.variables.contains(where: isAssigned) }) {
      let words = try statement.given(variables, replacing: { isAssigned($0) ? Self.unknownValue : nil })
      try check(words, reader: &reader)
      noteAssignments(of: words[...], index: reader.index)
    } else {
      let words = try statement.given(variables)
      let call = try reader.call(words)
      if steps.count < Self.mostCallsKept { step.call = call }
      if case .run(let command) = call.work, Self.assigningCommands.contains(type(of: command)._commandName) {
        noteAssignments(of: words[...], index: reader.index)
      }
    }
    steps.append(step)
  }

  private func isAssigned(_ variable: String) -> Bool {
    mayAssignAnything || assigned.contains(variable)
  }

  /// Checks all that does not depend on the values that are not known yet.
  private func check(_ words: [GivenWord], reader: inout CallReader) throws(LineError) {
    do {
      _ = try reader.call(words)
    } catch {
      let told = [error.error.summary] + error.error.details
      guard told.contains(where: { $0.contains(Self.unknownValue) }) else { throw error }
    }
  }

  // MARK: What lines assign

  private static let assigningCommands: Set = ["set", "source", "with"]

  private mutating func noteAssignments(of words: ArraySlice<GivenWord>, index: CommandIndex) {
    guard let match = try? index.match(Array(words)) else {
      // The command is in a variable: it may be `source`.
      mayAssignAnything = true
      return
    }
    let arguments = words.dropFirst(match.wordCount)
    switch match.command._commandName {
    case "set":
      guard let name = arguments.first?.text.prefix(while: { $0 != "=" }) else { return }
      if name.contains(Self.unknownValue) { mayAssignAnything = true } else { assigned.insert(String(name)) }
    case "source":
      mayAssignAnything = true
    case "with":
      guard let colon = arguments.firstIndex(where: { $0.text.hasSuffix(":") }) else { return }
      let line = arguments[(colon + 1)...]
      if !line.isEmpty { noteAssignments(of: line, index: index) }
    default: break
    }
  }
}

extension Statement {
  /// The words with their variables put in.
  ///
  /// - Parameter replacement: goes before what the variables hold.
  /// - Throws: an unknown variable, at its `$`, with the nearest names.
  func given(
    _ variables: [String: String], replacing replacement: (String) -> String? = { _ in nil }
  ) throws(LineError) -> [GivenWord] {
    var given: [GivenWord] = []
    given.reserveCapacity(words.count)
    for word in words {
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
    if case .text(let text)? = pieces.first, pieces.count == 1 { return text }
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
      "set it with: set \(name) = VALUE"
    } else {
      "did you mean \(near.joined(separator: ", "))?"
    }
  return LineError(MistError(.usage, "no variable $\(name)", hint: hint), at: position)
}
