import MistCommands
import MistModel

/// A text as steps that can be run, everything about them checked that can be before the first one runs.
struct Script {
  struct Step {
    var statement: Statement
    /// `nil` when the words depend on variables that earlier lines set: read when the step is reached.
    var call: CommandCall?
    /// It came of an alias or a macro.
    var isExpanded = false
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
  private var expansion: Expansion

  /// - Throws: the first error of any line, with its place.
  init(
    _ text: String, variables: [String: String], shorthands: [String: Shorthand] = [:], reader: inout CallReader
  ) throws(LineError) {
    let statements = try LineParser.statements(in: text)
    let secrets = SecretLines(declarations: reader.declarations, shorthands: shorthands)
    expansion = Expansion(shorthands: shorthands, masked: secrets.masked)
    steps.reserveCapacity(statements.count)
    for statement in statements {
      guard !expansion.shorthands.isEmpty else {
        try add(statement, variables: variables, reader: &reader)
        continue
      }
      for expanded in try expansion.statements(of: statement) {
        try add(expanded, isExpanded: expanded != statement, variables: variables, reader: &reader)
      }
    }
  }

  private mutating func add(
    _ statement: Statement, isExpanded: Bool = false, variables: [String: String], reader: inout CallReader
  ) throws(LineError) {
    var step = Step(statement: statement, isExpanded: isExpanded)
    if statement.allWords.contains(where: { $0.variables.contains(where: isAssigned) }) {
      let given = try statement.given(variables, replacing: { isAssigned($0) ? Self.unknownValue : nil })
      try check(given, reader: &reader)
      noteAssignments(of: given.words[...], index: reader.index)
    } else if mayAssignAnything, try isUnknown(statement, variables, reader.index) {
      // What was sourced may have made an alias of that name: known when the line is reached.
    } else {
      let given = try givenOrQuoted(statement, variables)
      let call = try reader.call(given)
      if steps.count < Self.mostCallsKept { step.call = call }
      if case .run(let command) = call.work, Self.assigningCommands.contains(type(of: command)._commandName) {
        noteAssignments(of: given.words[...], index: reader.index)
      }
    }
    steps.append(step)
  }

  /// What an alias stands for is read when it is used: without quotes its variables would be put in now.
  private func givenOrQuoted(
    _ statement: Statement, _ variables: [String: String]
  ) throws(LineError) -> GivenStatement {
    do {
      return try statement.given(variables)
    } catch {
      guard ["alias", "macro"].contains(statement.words.first?.plainText) else { throw error }
      var quoted = error
      quoted.error.hint = "put what it stands for in single quotes"
      throw quoted
    }
  }

  private func isUnknown(
    _ statement: Statement, _ variables: [String: String], _ index: CommandIndex
  ) throws(LineError) -> Bool {
    let words = try statement.given(variables).words
    return (try? index.match(words)) == nil
  }

  private func isAssigned(_ variable: String) -> Bool {
    mayAssignAnything || assigned.contains(variable)
  }

  /// Checks all that does not depend on the values that are not known yet.
  private func check(_ statement: GivenStatement, reader: inout CallReader) throws(LineError) {
    do {
      _ = try reader.call(statement)
    } catch {
      let told = [error.error.summary] + error.error.details
      guard told.contains(where: { $0.contains(Self.unknownValue) }) else { throw error }
    }
  }

  // MARK: What lines assign

  private static let assigningCommands: Set = ["set", "source", "with", "alias", "macro", "unalias"]

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
    case "alias", "macro":
      let isMacro = match.command._commandName == "macro"
      if let made = try? Shorthand.definition(arguments.map(\.text), isMacro: isMacro) {
        expansion.shorthands[made.name] = made.shorthand
      }
    case "unalias":
      if let name = arguments.first { expansion.shorthands[name.text] = nil }
    case "source":
      mayAssignAnything = true
    case "with":
      guard let colon = WithWords.colon(in: arguments.map(\.text)) else { return }
      let line = arguments.dropFirst(colon + 1)
      if !line.isEmpty { noteAssignments(of: line, index: index) }
    default: break
    }
  }
}
