import MistCommands
import MistOutput

extension MistShell {
  /// What really runs, with abbreviations written out and the context filled in; `nil` when that is what was typed.
  func realLine(of call: CommandCall, _ resolutions: [Resolution]) -> String? {
    guard call.isCutShort || !resolutions.isEmpty else { return nil }
    return fullLine(of: call, resolutions)
  }

  /// The line that does the same from anywhere, without its secrets.
  func fullLine(of call: CommandCall, _ resolutions: [Resolution]) -> String {
    var line = ([call.command.name] + words(of: call, resolutions)).joined(separator: " ")
    line += call.stageWords.map { " | " + quotedStage($0) }.joined()
    switch call.sink {
    case .file(let path, let adds)?: line += (adds ? " >> " : " > ") + quoted(path)
    case .program(let program)?: line += " |! " + program
    case nil: break
    }
    return line + (call.isBackground ? " &" : "")
  }

  /// The words behind the name, quoted.
  private func words(of call: CommandCall, _ resolutions: [Resolution]) -> [String] {
    switch call.command.name {
    case "with": if let words = wordsOfWith(call, resolutions) { return words }
    case "watch": if let words = wordsOfWatch(call) { return words }
    default: break
    }
    var words = LineWords(call.words, table: state.reader.table(of: call.command))
    let skipped = ["use", "select"].contains(call.command.name) ? 1 : 0
    var added: [String] = []
    for resolution in resolutions {
      let noun = String(resolution.option.dropFirst(2))
      if let typed = resolution.typed {
        words.replace(typed, with: resolution.meant, noun: noun, skippingPositionals: skipped)
      } else {
        added += [resolution.option, resolution.meant]
      }
    }
    if let format = call.common.format { added += ["--format", format.rawValue] }
    if call.common.assumesYes { added.append("--yes") }
    words.add(added)
    return masked(words.words, of: call.command).map(quoted)
  }

  /// `with KIND NAME: LINE`, the line as it ran there.
  private func wordsOfWith(_ call: CommandCall, _ resolutions: [Resolution]) -> [String]? {
    guard let words = WithWords(call.words) else { return nil }
    let meant = resolutions.first { $0.typed == words.name }?.meant
    let typed = call.words[words.lineStart...].map(quoted).joined(separator: " ")
    let line = innerLines.isEmpty ? typed : innerLines.joined(separator: "; ")
    return [words.kind, quoted((meant ?? words.name) + ":"), line]
  }

  /// `watch LINE --every 5s`, the line as it ran.
  private func wordsOfWatch(_ call: CommandCall) -> [String]? {
    guard let line = innerLines.last else { return nil }
    let options = call.words.indices.filter { index in
      let own = ["--every", "--until"]
      return own.contains(call.words[index]) || (index > 0 && own.contains(call.words[index - 1]))
    }
    return [line] + options.map { quoted(call.words[$0]) }
  }

  private func masked(_ words: [String], of command: any Command.Type) -> [String] {
    let secrets = state.reader.table(of: command).secretNames
    guard !secrets.isEmpty else { return words }
    return SecretWords(names: secrets).masked(words)
  }
}

/// `where cost>5` needs no quotes, and is read by people.
private func quotedStage(_ words: [String]) -> String {
  words.map { word in
    let plain = word.filter { $0 != "<" && $0 != ">" }
    let isBare = words.first == "where" && !plain.isEmpty && quoted(plain) == plain
    return isBare ? word : quoted(word)
  }.joined(separator: " ")
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
