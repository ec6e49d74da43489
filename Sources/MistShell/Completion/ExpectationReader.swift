import LineEditing
import MistCommands
import MistModel
import MistOutput

/// Reads a line up to the cursor and says what can stand there. Knows the commands and the place, asks nobody.
struct ExpectationReader {
  let commands: CommandTable
  let index: CommandIndex
  let arguments: (any Command.Type) -> CommandArguments
  let backends: [Backend]
  let world: World
  var place: CompletionPlace

  /// `nil` where nothing of ours can stand: in a comment, or in a line for the system's shell.
  func expectation(at line: CursorLine, cursor: Int) -> Expectation? {
    guard !line.isComment, !line.isProgram else { return nil }
    if let variable = line.variable, line.quote != .single {
      return expectation(ofVariable: variable, in: line, cursor: cursor)
    }
    let replaced = line.typed.start..<max(cursor, line.typed.start)
    if line.isRedirection {
      var expected = Expectation([files(line.typed.text)], replacing: replaced)
      expected.argument = ("file", "Where the result goes.")
      return expected
    }
    if line.stages.count > 1 { return expectation(ofStage: line, replacing: replaced) }
    return expectation(after: line.words, typed: line.typed, replacing: replaced)
  }

  private func expectation(ofVariable variable: CursorLine.Variable, in line: CursorLine, cursor: Int) -> Expectation {
    let offers = place.variables.sorted { naturallyPrecedes($0.key, $1.key) }.map { Offer($0.key, $0.value) }
    var expected = Expectation(
      [.offers(offers, typed: variable.name)], replacing: variable.start..<max(cursor, variable.start))
    expected.front = variable.isBraced ? "${" : "$"
    expected.back = variable.isBraced ? "}" : ""
    expected.isRaw = true
    // Inside quotes the word goes on.
    expected.endsWord = line.quote == nil
    return expected
  }

  /// What follows whole words of a command.
  func expectation(
    after words: [CursorLine.Word], typed: CursorLine.Word, replacing replaced: Range<Int>
  ) -> Expectation {
    let words = withoutAlias(words)
    guard let first = words.first else {
      return Expectation([.offers(commandOffers(), typed: typed.text)], replacing: replaced)
    }
    let given = words.map { GivenWord($0.text, isBare: $0.isBare) }
    guard let match = try? index.match(given) else {
      let parts = words.count == 1 && first.isBare ? secondParts(after: first.text) : []
      return Expectation([.offers(parts, typed: typed.text)], replacing: replaced)
    }
    let rest = Array(words.dropFirst(match.wordCount))
    let name = match.command._commandName
    var expected: Expectation
    switch name {
    case "with": expected = expectation(ofWith: rest, typed: typed, replacing: replaced)
    case "watch": expected = expectation(ofLineIn: match.command, rest, typed: typed, replacing: replaced)
    default:
      let arguments = GivenArguments(of: arguments(match.command), words: rest)
      expected = expectation(of: match.command, arguments, typed: typed, replacing: replaced)
    }
    // `run` is a command, and the beginning of `run script`.
    if words.count == 1, first.isBare, !typed.text.isEmpty {
      let parts = secondParts(after: first.text).map { offer in
        var offer = offer
        offer.isByBeginning = true
        return offer
      }
      expected.slots.append(.offers(parts, typed: typed.text))
    }
    return expected
  }

  private func withoutAlias(_ words: [CursorLine.Word]) -> [CursorLine.Word] {
    guard let first = words.first, first.isBare, let line = place.aliases[first.text] else { return words }
    return CursorLine.words(of: line) + words.dropFirst()
  }

  // MARK: Commands

  func commandOffers() -> [Offer] {
    let shown = commands.commands.filter { $0.configuration.shouldDisplay }
    // What destroys is found by the beginning of its full name only: no slip of a key may come to it.
    let known = shown.map { Offer($0.name, $0.configuration.abstract, isByBeginning: $0.risk == .destroys) }
    return (known + ownCommandOffers()).sorted { $0.value < $1.value }
  }

  /// What the user made: aliases and macros.
  func ownCommandOffers() -> [Offer] {
    let aliases = place.aliases.map { Offer($0.key, "stands for: \($0.value)") }
    return aliases + place.macros.map { Offer($0.key, $0.value) }
  }

  /// `machines` behind `list`: the command in two words.
  func secondParts(after first: String) -> [Offer] {
    let first = first.replacing("_", with: "-")
    // Before each key and each TAB: of most commands no more than the name is looked at.
    let pairs = index.commands(beginning: first).compactMap { name, command in
      name.firstIndex(of: "-").map { (command: command, head: name[..<$0], part: name[name.index(after: $0)...]) }
    }
    let fitting = pairs.filter { pair in
      guard !pair.head.isEmpty, pair.head.hasPrefix(first), pair.command.configuration.shouldDisplay else {
        return false
      }
      return pair.command.risk != .destroys || pair.head == first
    }
    guard Set(fitting.map(\.head)).count == 1 else { return [] }
    return fitting.map { Offer(String($0.part), $0.command.configuration.abstract) }
  }

  // MARK: Lines in lines

  /// `with KIND NAME: LINE`: the line is completed as if that were the context.
  private func expectation(
    ofWith words: [CursorLine.Word], typed: CursorLine.Word, replacing replaced: Range<Int>
  ) -> Expectation {
    if let colon = words.indices.dropFirst().first(where: { words[$0].text.hasSuffix(":") }) {
      var inner = self
      let name = (words[1...colon].map(\.text).joined(separator: " ")).dropLast()
      inner.place.context.go(to: words[0].text, String(name), among: backends)
      return inner.expectation(after: Array(words[(colon + 1)...]), typed: typed, replacing: replaced)
    }
    guard words.count < 2 else { return Expectation(replacing: replaced) }
    guard let kind = words.first else {
      let kinds = ["backend", "each", "key", "machine", "tag"].map { Offer($0) }
      return Expectation([.offers(kinds, typed: typed.text)], replacing: replaced)
    }
    let names =
      kind.text == "each"
      ? [.offers([Offer("machine")], typed: typed.text)] : nameSlots(ofKind: kind.text, typed: typed.text)
    var expected = Expectation(names, replacing: replaced)
    expected.back = ":"
    expected.argument = (kind.text, "Where the line behind the colon is to run.")
    return expected
  }

  private func expectation(
    ofLineIn command: any Command.Type, _ words: [CursorLine.Word], typed: CursorLine.Word,
    replacing replaced: Range<Int>
  ) -> Expectation {
    var rest = words[...]
    let own = arguments(command)
    while let word = rest.first, word.isBare, word.text.hasPrefix("-") {
      rest.removeFirst()
      let option = word.text.contains("=") ? nil : own.option(spelled: String(word.text.drop { $0 == "-" }))
      guard option?.takesValue == true else { continue }
      guard !rest.isEmpty else {
        let arguments = GivenArguments(of: own, words: words)
        return expectation(of: command, arguments, typed: typed, replacing: replaced)
      }
      rest.removeFirst()
    }
    if rest.isEmpty, typed.text.hasPrefix("-") {
      return expectation(of: command, GivenArguments(of: own, words: words), typed: typed, replacing: replaced)
    }
    return expectation(after: Array(rest), typed: typed, replacing: replaced)
  }
}

extension ContextStack {
  /// Where `with KIND NAME:` goes, as far as completion needs it: the backend.
  fileprivate mutating func go(to kind: String, _ name: String, among backends: [Backend]) {
    let backend =
      switch kind {
      case "backend": backends.first { $0.title == name || $0.id.rawValue == name }
      case "machine": backends.first { name.hasPrefix($0.title + "/") }
      default: Backend?.none
      }
    if let backend { push(.backend(backend.id, title: backend.title)) }
  }
}
