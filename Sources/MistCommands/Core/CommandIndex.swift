import ArgumentParser
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
    var isAlias: Bool

    init(_ name: String, _ command: any Command.Type, isAlias: Bool) {
      self.name = name
      self.command = command
      self.isAlias = isAlias
      parts = name.split(separator: "-")
    }
  }

  /// A command and the number of words that named it.
  public struct Match {
    public var command: any Command.Type
    public var wordCount: Int
    /// The whole name when the words were its beginning only.
    public var nameCutShort: String?
  }

  /// Words that name no command, and which of them is at fault.
  public struct Miss: Error {
    public var error: MistError
    public var word: Int
    /// What was probably meant in place of that word.
    public var suggestion: String?

    init(_ summary: String, hint: String, word: Int = 0, suggestion: String? = nil) {
      error = MistError(.usage, summary, hint: hint)
      self.word = word
      self.suggestion = suggestion
    }
  }

  private var entries: [Entry] = []
  private var exact: [String: any Command.Type] = [:]
  private var mostParts = 1

  public init(_ table: CommandTable) {
    for command in table.commands {
      let own = command._commandName
      for name in [own] + command.configuration.aliases where exact[name] == nil {
        let entry = Entry(name, command, isAlias: name != own)
        exact[name] = command
        entries.append(entry)
        mostParts = max(mostParts, entry.parts.count)
      }
    }
  }

  /// The commands whose own names begin so, in the order of the table.
  public func commands(beginning start: String) -> [(name: String, command: any Command.Type)] {
    entries.filter { !$0.isAlias && $0.name.hasPrefix(start) }.map { ($0.name, $0.command) }
  }

  /// The command at the start of a line's words, never a guess.
  ///
  /// - Parameter bareCount: how many of the first words are neither quoted nor made of variables; only such a word can
  ///   be half of a name.
  public func match(_ words: [String], bareCount: Int) throws(Miss) -> Match {
    let match = try meant(by: words, bareCount: bareCount)
    guard let name = match.nameCutShort, match.command.risk == .destroys else { return match }
    let typed = spoken(words[..<match.wordCount])
    throw Miss("'\(typed)' is short for \(name), which destroys: it must be typed in full", hint: "type \(name)")
  }

  /// The same for a command that will not run: one that destroys may be cut short.
  public func meant(by words: [String], bareCount: Int) throws(Miss) -> Match {
    guard let first = words.first, !first.isEmpty else {
      throw Miss("a command's name is empty", hint: "help lists all commands")
    }
    // `mist list-machines`, as the documents have it.
    if bareCount > 0, words.count > 1, ["mist", "mist-shell"].contains(first), exact[first] == nil {
      return try meantBehindProgram(words, bareCount: bareCount)
    }
    let nameWords = words.prefix(min(bareCount, mostParts)).prefix(while: isNameLike).map(canonical)
    for count in stride(from: nameWords.count, to: 1, by: -1) {
      if let command = exact[nameWords[..<count].joined(separator: "-")] {
        return Match(command: command, wordCount: count)
      }
    }
    if let command = exact[first] ?? exact[canonical(first)] {
      return Match(command: command, wordCount: 1)
    }
    for count in stride(from: nameWords.count, to: 0, by: -1) {
      let parts = nameWords[..<count].joined(separator: "-").split(separator: "-")
      let candidates = entries.filter { begins($0.parts, with: parts) }
      guard let candidate = candidates.first else { continue }
      if candidates.dropFirst().allSatisfy({ $0.command == candidate.command }) {
        return Match(command: candidate.command, wordCount: count, nameCutShort: candidate.name)
      }
      if count == 1, nameWords.count > 1, exact[nameWords[0]] == nil { throw unknown(words, nameWords) }
      throw ambiguous(words[..<count], candidates)
    }
    throw unknown(words, nameWords)
  }

  private func meantBehindProgram(_ words: [String], bareCount: Int) throws(Miss) -> Match {
    do {
      var match = try meant(by: Array(words.dropFirst()), bareCount: bareCount - 1)
      match.wordCount += 1
      return match
    } catch {
      var miss = error
      miss.word += 1
      throw miss
    }
  }

  private func ambiguous(_ typed: ArraySlice<String>, _ candidates: [Entry]) -> Miss {
    var names: [String] = []
    for name in candidates.map({ $0.command._commandName }) where !names.contains(name) { names.append(name) }
    let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    return Miss("'\(spoken(typed))' could be \(names.count) commands", hint: "one of: \(shown)")
  }

  /// Says what was not understood: two words where the first begins some command, else the first alone.
  private func unknown(_ words: [String], _ nameWords: [String]) -> Miss {
    let isPair = nameWords.count > 1 && entries.contains { $0.parts.first.map(String.init) == nameWords[0] }
    let word = isPair ? nameWords[..<2].joined(separator: "-") : canonical(words[0])
    let near = nearest(word, among: entries.map(\.name))
    let hint = near.isEmpty ? "help lists all commands" : "did you mean \(near.joined(separator: ", "))?"
    // Of two words the second is wrong, so the first of the suggestion must not come twice.
    let first = nameWords.first.map { $0 + "-" } ?? ""
    let only = near.count == 1 ? near.first : nil
    let suggestion = isPair ? only.flatMap { $0.after(first) } : only
    return Miss(
      "unknown command '\(spoken(words.prefix(isPair ? 2 : 1)))'", hint: hint, word: isPair ? 1 : 0,
      suggestion: suggestion)
  }

  private func spoken(_ words: ArraySlice<String>) -> String {
    escaped(words.joined(separator: " "))
  }

  private func canonical(_ word: String) -> String {
    word.contains("_") ? String(word.map { $0 == "_" ? "-" : $0 }) : word
  }

  private func isNameLike(_ word: String) -> Bool {
    !word.hasPrefix("-") && !word.hasPrefix("_") && word.utf8.allSatisfy(Self.isNamePart)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private func begins(_ parts: [Substring], with typed: [Substring]) -> Bool {
    typed.count <= parts.count && zip(parts, typed).allSatisfy { $0.hasPrefix($1) }
  }
}
