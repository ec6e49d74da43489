import MistCommands

/// What a pasted block would do: how many of its commands change or destroy something.
struct PasteSummary {
  private var lineCount = 0
  private var changeCount = 0
  private var destroyCount = 0
  /// Lines that are no commands.
  private var unknownCount = 0
  /// Files are run, and what is in them is not looked at.
  private var runsFiles = false

  init(of lines: [String], index: CommandIndex, shorthands: [String: Shorthand]) {
    lineCount = lines.count { !$0.allSatisfy(\.isWhitespace) }
    var expansion = Expansion(shorthands: shorthands)
    // Read as a whole, as they will run: a line may go on in the next.
    guard let statements = try? LineParser.statements(in: lines.joined(separator: "\n")) else {
      unknownCount = 1
      return
    }
    for statement in statements {
      guard let expanded = try? expansion.statements(of: statement) else {
        unknownCount += 1
        continue
      }
      for statement in expanded { count(statement.words, index, &expansion) }
    }
  }

  private mutating func count(_ words: [Word], _ index: CommandIndex, _ expansion: inout Expansion) {
    let texts = words.map { $0.plainText ?? "$" }
    guard let match = try? index.match(words.map { GivenWord($0.plainText ?? "$", isBare: $0.isBare) }) else {
      unknownCount += 1
      return
    }
    let rest = Array(words.dropFirst(match.wordCount))
    switch match.command.name {
    case "with":
      guard let colon = WithWords.colon(in: rest.map { $0.plainText ?? "" }), colon + 1 < rest.count else { return }
      count(Array(rest[(colon + 1)...]), index, &expansion)
    case "source": runsFiles = true
    case "alias", "macro":
      let arguments = Array(texts.dropFirst(match.wordCount))
      let made = try? Shorthand.definition(arguments, isMacro: match.command.name == "macro")
      if let made { expansion.shorthands[made.name] = made.shorthand }
    default:
      if match.command.risk == .changes { changeCount += 1 }
      if match.command.risk == .destroys { destroyCount += 1 }
    }
  }

  /// Something in it destroys, or cannot be looked into.
  var mayDestroy: Bool { destroyCount > 0 || runsFiles }

  /// `pasted 14 lines: 3 change, 2 destroy; Enter runs, Ctrl-C drops`.
  var text: String {
    var parts = [(changeCount, "change"), (destroyCount, "destroy"), (unknownCount, "not understood")]
      .filter { $0.0 > 0 }
      .map { "\($0.0) \($0.1)" }
    if runsFiles { parts.append("files are run") }
    let what = parts.isEmpty ? "none changes anything" : parts.joined(separator: ", ")
    return "pasted \(lineCount) \(lineCount == 1 ? "line" : "lines"): \(what); Enter runs, Ctrl-C drops"
  }
}
