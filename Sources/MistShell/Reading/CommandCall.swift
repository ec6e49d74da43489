import ArgumentParser
import MistCommands
import MistModel
import MistOutput

/// A line that is ready to run: the command with its arguments read, and what holds for this line only.
struct CommandCall {
  enum Work {
    case run(any Command)
    case help(any Command.Type)
  }

  var work: Work
  var common = OptionReader.Common()
  /// The words behind the name, in the spelling that the command declares.
  var words: [String] = []
  /// The name was typed as a beginning of it only.
  var isCutShort = false
  /// What is done with the result.
  var stages: [PipeStage] = []
  /// The stages as they were written.
  var stageWords: [[String]] = []
  var sink: GivenStatement.Sink?
  var isBackground = false

  var command: any Command.Type {
    switch work {
    case .run(let command): type(of: command)
    case .help(let command): command
    }
  }
}

/// Makes calls of words. Keeps what it learnt of each command's options.
struct CallReader: Sendable {
  let index: CommandIndex
  /// What is known of all commands' options, together with the other shells.
  let declarations: Declarations
  private var tables: [ObjectIdentifier: OptionTable] = [:]

  init(_ commands: CommandTable) {
    index = CommandIndex(commands)
    declarations = Declarations(commands, index: index)
  }

  /// Reads a statement: which command its words name, the arguments, and what follows.
  mutating func call(_ statement: GivenStatement) throws(LineError) -> CommandCall {
    var call = try call(statement.words)
    call.stages = try statement.pipe()
    call.stageWords = statement.stages.map { $0.map(\.text) }
    call.sink = statement.sink
    call.isBackground = statement.isBackground
    return call
  }

  /// Reads a line's words: which command they name, and its arguments.
  mutating func call(_ words: [GivenWord]) throws(LineError) -> CommandCall {
    let match = try index.match(words)
    let arguments = Array(words[match.wordCount...])
    if match.command._commandName == "with" {
      try checkInnerLine(of: arguments)
    }
    var call = try call(of: match.command, arguments, at: words.first?.position)
    call.isCutShort = match.nameCutShort != nil
    return call
  }

  /// `with machine db2: LINE` runs the line later; what is wrong with it is found now.
  private mutating func checkInnerLine(of arguments: [GivenWord]) throws(LineError) {
    guard let colon = WithWords.colon(in: arguments.map(\.text)) else { return }
    let line = Array(arguments[(colon + 1)...])
    if !line.isEmpty { _ = try call(line) }
  }

  private mutating func call(
    of command: any Command.Type, _ arguments: [GivenWord], at start: SourcePosition?
  ) throws(LineError) -> CommandCall {
    // One that takes all words as they are takes this one too, as the first word of a line.
    if let first = arguments.first?.text, first == "--help" || first == "-h", table(of: command).capturesRest {
      return CommandCall(work: .help(command), words: arguments.map(\.text))
    }
    // What is spelled as declared needs nothing else; the declaration is looked at when it is not.
    if tables[ObjectIdentifier(command)] == nil, !arguments.contains(where: isCommonOption),
      let call = try? parsed(command, arguments)
    {
      return call
    }
    let table = table(of: command)
    do {
      if table.takesUnknown { return try parsed(command, arguments) }
      let reader = try OptionReader(arguments, command: command._commandName, table: table)
      var call = try parsed(command, reader.words)
      call.common = reader.common
      return call
    } catch {
      let error = error as? LineError ?? lineError(error, command, arguments, at: start)
      throw error.withoutSecrets(SecretWords(table: table).hidden(arguments.map { LineWord($0.text) }))
    }
  }

  private func isCommonOption(_ word: GivenWord) -> Bool {
    guard word.text.hasPrefix("--") else { return false }
    let name = word.text.dropFirst(2).prefix { $0 != "=" }
    return OptionTable.common.contains { $0.names.contains(String(name)) }
  }

  mutating func table(of command: any Command.Type) -> OptionTable {
    if let known = tables[ObjectIdentifier(command)] { return known }
    let table = declarations.table(of: command)
    tables[ObjectIdentifier(command)] = table
    return table
  }

  private func parsed(_ command: any Command.Type, _ words: [GivenWord]) throws -> CommandCall {
    // Looking for arguments that are not there takes ArgumentParser half of what a short command takes in all.
    if words.isEmpty, command.takesNothing { return CommandCall(work: .run(command.init())) }
    let parsed = try command.parseAsRoot(words.map(\.text))
    guard let parsed = parsed as? any Command else {
      return CommandCall(work: .help(command), words: words.map(\.text))
    }
    return CommandCall(work: .run(parsed), words: words.map(\.text))
  }

  /// ArgumentParser's complaint as one line of ours, at the word that it quotes if there is one.
  private func lineError(
    _ error: any Error, _ command: any Command.Type, _ words: [GivenWord], at start: SourcePosition?
  ) -> LineError {
    let name = command._commandName
    // Requests for what ArgumentParser prints of itself, such as completion scripts: not for a line of the shell.
    if command.exitCode(for: error).isSuccess {
      return LineError(
        MistError(.usage, "\(name) has no such option", hint: "help \(name) shows what it takes"), at: start)
    }
    let lines = command.message(for: error).split(separator: "\n").map { String($0.trimming(" ")) }
    var summary = lines.first ?? "not understood"
    if summary.hasPrefix("Error: ") { summary.removeFirst(7) }
    let place = words.first { !$0.text.isEmpty && summary.contains("'\($0.text)'") }?.position ?? start
    return LineError(
      MistError(
        .usage, "\(name): \(escaped(lowercasedSentence(summary)))", hint: "help \(name) shows what it takes",
        details: lines.dropFirst().map(escaped)),
      at: place)
  }

  private func lowercasedSentence(_ text: String) -> String {
    let start = text.prefix(1).lowercased() + text.dropFirst()
    return start.hasSuffix(".") ? String(start.dropLast()) : start
  }
}

extension StringProtocol {
  func trimming(_ character: Character) -> SubSequence {
    var rest = self[...]
    while rest.first == character { rest.removeFirst() }
    while rest.last == character { rest.removeLast() }
    return rest
  }
}
