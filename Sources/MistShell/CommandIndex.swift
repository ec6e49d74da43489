import ArgumentParser
import MistCommands
import MistModel
import MistOutput

/// Finds the command that the first words of a line mean.
///
/// A name is taken in full (`list-machines`, `list_machines`, `list machines`), by an alias, or by any beginning that
/// fits one command only (`list-mach`, `li ma`). A command that destroys must be typed in full.
public struct CommandIndex: Sendable {
  private struct Entry {
    var name: String
    var parts: [Substring]
    var command: any Command.Type

    init(_ name: String, _ command: any Command.Type) {
      self.name = name
      self.command = command
      parts = name.split(separator: "-")
    }
  }

  /// A command and the number of words that named it.
  public struct Match {
    public var command: any Command.Type
    public var wordCount: Int
  }

  private var entries: [Entry] = []
  private var exact: [String: any Command.Type] = [:]
  private var mostParts = 1

  public init(_ table: CommandTable) {
    for command in table.commands {
      for name in [command._commandName] + command.configuration.aliases where exact[name] == nil {
        let entry = Entry(name, command)
        exact[name] = command
        entries.append(entry)
        mostParts = max(mostParts, entry.parts.count)
      }
    }
  }

  /// The command at the start of the words, or an error with its place; never a guess.
  public func match(_ words: [GivenWord]) throws(LineError) -> Match {
    guard let first = words.first, !first.text.isEmpty else {
      throw LineError(MistError(.usage, "a command's name is empty"), at: words.first?.position)
    }
    // `mist list-machines`, as the documents have it.
    if first.isBare, words.count > 1, ["mist", "mist-shell"].contains(first.text), exact[first.text] == nil {
      let match = try match(Array(words.dropFirst()))
      return Match(command: match.command, wordCount: match.wordCount + 1)
    }
    let nameWords = words.prefix(mostParts).prefix { $0.isBare && isNameLike($0.text) }.map { canonical($0.text) }
    for count in stride(from: nameWords.count, to: 1, by: -1) {
      if let command = exact[nameWords[..<count].joined(separator: "-")] {
        return Match(command: command, wordCount: count)
      }
    }
    if let command = exact[first.text] ?? exact[canonical(first.text)] {
      return Match(command: command, wordCount: 1)
    }
    for count in stride(from: nameWords.count, to: 0, by: -1) {
      let parts = nameWords[..<count].joined(separator: "-").split(separator: "-")
      let candidates = entries.filter { begins($0.parts, with: parts) }
      guard let candidate = candidates.first else { continue }
      if candidates.dropFirst().allSatisfy({ $0.command == candidate.command }) {
        return Match(command: try allowed(candidate, typed: words[..<count]), wordCount: count)
      }
      if count == 1, nameWords.count > 1, exact[nameWords[0]] == nil { throw unknown(words, nameWords) }
      throw ambiguous(words[..<count], candidates)
    }
    throw unknown(words, nameWords)
  }

  /// The names that a command answers to, its own first.
  public static func names(of command: any Command.Type) -> [String] {
    [command._commandName] + command.configuration.aliases
  }

  private func allowed(_ entry: Entry, typed: ArraySlice<GivenWord>) throws(LineError) -> any Command.Type {
    guard entry.command.risk == .destroys else { return entry.command }
    throw LineError(
      MistError(
        .usage, "'\(spoken(typed))' is short for \(entry.name), which destroys: it must be typed in full",
        hint: "type \(entry.name)"),
      at: typed.first?.position)
  }

  private func ambiguous(_ typed: ArraySlice<GivenWord>, _ candidates: [Entry]) -> LineError {
    var names: [String] = []
    for name in candidates.map({ $0.command._commandName }) where !names.contains(name) { names.append(name) }
    let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    return LineError(
      MistError(.usage, "'\(spoken(typed))' could be \(names.count) commands", hint: "one of: \(shown)"),
      at: typed.first?.position)
  }

  /// Says what was not understood: two words where the first begins some command, else the first alone.
  private func unknown(_ words: [GivenWord], _ nameWords: [String]) -> LineError {
    let isPair = nameWords.count > 1 && entries.contains { $0.parts.first.map(String.init) == nameWords[0] }
    let typed = words.prefix(isPair ? 2 : 1)
    let word = isPair ? nameWords[..<2].joined(separator: "-") : canonical(words[0].text)
    let near = nearest(word, among: entries.map(\.name))
    let hint = near.isEmpty ? "help lists all commands" : "did you mean \(near.joined(separator: ", "))?"
    return LineError(
      MistError(.usage, "unknown command '\(spoken(typed))'", hint: hint), at: words[isPair ? 1 : 0].position)
  }

  private func spoken(_ words: some Sequence<GivenWord>) -> String {
    escaped(words.map(\.text).joined(separator: " "))
  }

  private func canonical(_ word: String) -> String {
    word.contains("_") ? String(word.map { $0 == "_" ? "-" : $0 }) : word
  }

  private func isNameLike(_ word: String) -> Bool {
    !word.hasPrefix("-") && !word.hasPrefix("_") && word.utf8.allSatisfy { Ascii.isNamePart($0) || $0 == Ascii.dash }
  }

  private func begins(_ parts: [Substring], with typed: [Substring]) -> Bool {
    typed.count <= parts.count && zip(parts, typed).allSatisfy { $0.hasPrefix($1) }
  }
}
