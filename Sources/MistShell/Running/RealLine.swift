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
    var line = StatementText(
      words: [call.command.name] + words(of: call, resolutions), isBackground: call.isBackground)
    line.stages = call.stageWords.map(quotedStage)
    switch call.sink {
    case .file(let path, let adds)?: line.sink = .file(quoted(path), adds: adds)
    case .program(let program)?: line.sink = .program(program)
    case nil: break
    }
    return line.text
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
    return secretLines.masked(words.words, of: call.command).map(quoted)
  }

  /// `with KIND NAME: LINE`, the line as it ran there.
  private func wordsOfWith(_ call: CommandCall, _ resolutions: [Resolution]) -> [String]? {
    guard let words = WithWords(call.words), words.kind != "each" else { return nil }
    let meant = resolutions.first { $0.typed == words.name }?.meant
    let shown = secretLines.masked(call.words, of: call.command)
    let typed = shown.dropFirst(words.lineStart).map(quoted).joined(separator: " ")
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
}
