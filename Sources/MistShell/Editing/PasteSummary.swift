import MistCommands

/// What a pasted block would do: how many of its lines change or destroy something.
struct PasteSummary {
  var lineCount = 0
  var changeCount = 0
  var destroyCount = 0
  /// Lines that are no commands.
  var unknownCount = 0

  init(of lines: [String], index: CommandIndex) {
    for line in lines {
      guard let statements = try? LineParser.statements(in: line) else {
        lineCount += 1
        unknownCount += 1
        continue
      }
      if !statements.isEmpty { lineCount += 1 }
      for statement in statements { count(statement, index) }
    }
  }

  private mutating func count(_ statement: Statement, _ index: CommandIndex) {
    let words = statement.words.map { GivenWord($0.plainText ?? "$", isBare: $0.isBare) }
    guard let match = try? index.match(words) else {
      unknownCount += 1
      return
    }
    switch match.command.risk {
    case .changes: changeCount += 1
    case .destroys: destroyCount += 1
    case .reads, .session: break
    }
  }

  /// `pasted 14 lines: 3 change, 2 destroy; Enter runs, Ctrl-C drops`.
  var text: String {
    let counts = [(changeCount, "change"), (destroyCount, "destroy"), (unknownCount, "not understood")]
      .filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)" }
    let what = counts.isEmpty ? "none changes anything" : counts.joined(separator: ", ")
    return "pasted \(lineCount) \(lineCount == 1 ? "line" : "lines"): \(what); Enter runs, Ctrl-C drops"
  }
}
