import MistCommands
import MistModel

/// Puts the lines of aliases and macros in the place of their names.
struct Expansion {
  var shorthands: [String: Shorthand]
  /// What a message may show of lines.
  var masked: (String) -> String = { $0 }

  private static let deepest = 16
  /// Aliases that stand for aliases can grow without bounds.
  private static let mostStatements = 1_000

  /// The statements that one statement stands for: itself, unless its first word is a shorthand.
  func statements(of statement: Statement, inside outer: [String] = []) throws(LineError) -> [Statement] {
    if let inner = try statementsInside(statement, inside: outer) { return inner }
    guard let first = statement.words.first, first.isBare, let name = first.plainText, let shorthand = shorthands[name]
    else { return [statement] }
    guard !outer.contains(name) else {
      throw LineError(
        MistError(.usage, "\(name) stands for itself: \((outer + [name]).joined(separator: ", "))"), at: first.position)
    }
    guard outer.count < Self.deepest else {
      throw LineError(
        MistError(.usage, "\(name): aliases stand for aliases \(Self.deepest) deep", hint: "shorten them"),
        at: first.position)
    }
    let lines: [Statement]
    do {
      lines = try LineParser.statements(in: shorthand.lines)
    } catch {
      var placed = error.error
      placed.summary = "\(name) stands for '\(masked(shorthand.lines))': \(placed.summary)"
      throw LineError(placed, at: first.position)
    }
    let arguments = Array(statement.words.dropFirst())
    let filled =
      shorthand.isMacro
      ? try fill(lines, name: name, shorthand.parameters, with: arguments, at: first.position)
      : try append(arguments, to: lines, name: name, at: first.position)
    var expanded: [Statement] = []
    for line in filled {
      expanded += try statements(of: line.moved(to: first.position), inside: outer + [name])
      guard expanded.count <= Self.mostStatements else {
        throw LineError(
          MistError(.usage, "\(name) stands for more than \(Self.mostStatements) commands"), at: first.position)
      }
    }
    return try handOn(statement, to: expanded, name: name)
  }

  /// `with machine db1: up` and `watch up`: what `up` stands for runs there. `nil` for other lines.
  private func statementsInside(_ statement: Statement, inside outer: [String]) throws(LineError) -> [Statement]? {
    let start: Int
    switch statement.words.first?.plainText {
    case "with":
      guard let colon = WithWords.colon(in: statement.words.dropFirst().map { $0.plainText ?? "" }) else { return nil }
      start = colon + 2
    case "watch": start = 1
    default: return nil
    }
    guard start < statement.words.count, let name = statement.words[start].plainText, shorthands[name] != nil else {
      return nil
    }
    let inner = try statements(of: Statement(words: Array(statement.words[start...])), inside: outer)
    let whole = inner.map { line in
      var whole = line
      whole.words = statement.words[..<start] + line.words
      return whole
    }
    return try handOn(statement, to: whole, name: name)
  }

  private func append(
    _ arguments: [Word], to lines: [Statement], name: String, at position: SourcePosition
  ) throws(LineError) -> [Statement] {
    guard var last = lines.last else { return [] }
    guard arguments.isEmpty || (lines.count == 1 && last.stages.isEmpty && last.sink == nil) else {
      throw LineError(
        MistError(.usage, "nothing can follow \(name): it stands for more than one command's words"), at: position)
    }
    last.words += arguments
    return lines.dropLast() + [last]
  }

  private func fill(
    _ lines: [Statement], name: String, _ parameters: [String], with arguments: [Word], at position: SourcePosition
  ) throws(LineError) -> [Statement] {
    guard arguments.count == parameters.count else {
      let form = ([name] + parameters.map { $0.uppercased() }).joined(separator: " ")
      throw LineError(
        MistError(
          .usage, "\(name) takes \(parameters.count) words, and \(arguments.count) are given", hint: form),
        at: position)
    }
    let values = Dictionary(zip(parameters, arguments.map(\.pieces)), uniquingKeysWith: { first, _ in first })
    return lines.map { line in
      var line = line
      line.words = line.words.map { $0.filled(with: values) }
      line.stages = line.stages.map { $0.map { $0.filled(with: values) } }
      if case .file(let word, let adds)? = line.sink { line.sink = .file(word.filled(with: values), adds: adds) }
      return line
    }
  }

  /// Stages, file and `&` behind the name hold for what it stands for, if that is one command.
  private func handOn(_ statement: Statement, to expanded: [Statement], name: String) throws(LineError) -> [Statement] {
    guard !statement.stages.isEmpty || statement.sink != nil || statement.isBackground else { return expanded }
    guard var only = expanded.first, expanded.count == 1, only.sink == nil else {
      throw LineError(
        MistError(.usage, "\(name) stands for several commands: '|', '>' and '&' need one"), at: statement.position)
    }
    only.stages += statement.stages
    only.sink = statement.sink
    only.isBackground = only.isBackground || statement.isBackground
    return [only]
  }
}

extension Statement {
  /// Told of at the place of the name that it came from.
  fileprivate func moved(to position: SourcePosition) -> Statement {
    var moved = self
    moved.words = words.map { $0.moved(to: position) }
    moved.stages = stages.map { $0.map { $0.moved(to: position) } }
    return moved
  }
}

extension Word {
  fileprivate func moved(to position: SourcePosition) -> Word {
    let pieces = pieces.map { piece in
      if case .variable(let name, _) = piece { Piece.variable(name, position) } else { piece }
    }
    return Word(pieces: pieces, position: position, isBare: isBare)
  }

  fileprivate func filled(with values: [String: [Word.Piece]]) -> Word {
    guard !variables.isEmpty else { return self }
    let filled = pieces.flatMap { piece -> [Piece] in
      if case .variable(let name, _) = piece, let value = values[name] { value } else { [piece] }
    }
    // One piece where there can be one, so that the word is read as it would be without a macro.
    let texts = filled.map { piece -> String? in if case .text(let text) = piece { text } else { nil } }
    let joined = texts.allSatisfy { $0 != nil } ? [Piece.text(texts.compactMap { $0 }.joined())] : filled
    return Word(pieces: joined, position: position, isBare: isBare)
  }
}
