import MistCommands
import MistOutput

/// A line as it really ran, next to how it was typed.
struct RealLine {
  var text: String
}

extension MistShell {
  /// What really runs, with abbreviations written out and the context filled in; `nil` when that is what was typed.
  func realLine(of call: CommandCall, _ resolutions: [Resolution]) -> RealLine? {
    guard call.isCutShort || !resolutions.isEmpty else { return nil }
    return RealLine(text: fullLine(of: call, resolutions))
  }

  /// The line that does the same from anywhere, without its secrets.
  func fullLine(of call: CommandCall, _ resolutions: [Resolution]) -> String {
    var words = call.words
    var added: [String] = []
    for resolution in resolutions {
      guard let typed = resolution.typed else {
        added += [resolution.option, resolution.meant]
        continue
      }
      if let index = words.firstIndex(of: typed) {
        words[index] = resolution.meant
      } else if let index = words.firstIndex(where: { $0.hasPrefix("--") && $0.hasSuffix("=" + typed) }) {
        words[index] = words[index].dropLast(typed.count) + resolution.meant
      }
    }
    words = masked(words, of: call.command) + added
    var line = ([call.command.name] + words.map(quoted)).joined(separator: " ")
    if let format = call.common.format { line += " --format \(format.rawValue)" }
    if call.common.assumesYes { line += " --yes" }
    line += call.stageWords.map { " | " + $0.map(quotedInStage).joined(separator: " ") }.joined()
    switch call.sink {
    case .file(let path, let adds)?: line += (adds ? " >> " : " > ") + quoted(path)
    case .program(let program)?: line += " |! " + program
    case nil: break
    }
    return line + (call.isBackground ? " &" : "")
  }

  private func masked(_ words: [String], of command: any Command.Type) -> [String] {
    let secrets = state.reader.table(of: command).secretNames
    guard !secrets.isEmpty else { return words }
    return SecretWords(names: secrets).masked(words)
  }
}

/// `where cost>5` needs no quotes.
private func quotedInStage(_ word: String) -> String {
  word.contains(where: { $0 == "<" || $0 == ">" }) && !word.contains(where: \.isWhitespace) ? word : quoted(word)
}

/// Hides the values of secret options.
struct SecretWords {
  /// Without dashes.
  var names: Set<String>

  static let mark = "•••"

  func masked(_ words: [String]) -> [String] {
    var masked: [String] = []
    var isSecret = false
    for word in words {
      if isSecret {
        masked.append(hidden(word))
        isSecret = false
        continue
      }
      guard word.hasPrefix("--") else {
        masked.append(word)
        continue
      }
      let split = word.firstIndex(of: "=") ?? word.endIndex
      let name = spelling(word[..<split].dropFirst(2))
      guard names.contains(where: { $0 == name || (!name.isEmpty && $0.hasPrefix(name)) }) else {
        masked.append(word)
        continue
      }
      isSecret = split == word.endIndex
      masked.append(isSecret ? word : word[...split] + hidden(String(word[word.index(after: split)...])))
    }
    return masked
  }

  /// Where a secret is to be had is none.
  private func hidden(_ word: String) -> String {
    ["@prompt", "@file:", "@env:"].contains(where: word.hasPrefix) ? word : Self.mark
  }

  private func spelling(_ name: Substring) -> String {
    name.split { $0 == "_" || $0 == "-" }.joined(separator: "-")
  }
}
