import MistOutput

extension ExpectationReader {
  /// What can stand behind a `|`, with what it does.
  static let stages = PipeStage.all.map { Offer($0.name, $0.text) }

  /// Behind a `|`: the name of a stage, then the columns of what the command gives.
  func expectation(ofStage line: CursorLine, replacing replaced: Range<Int>) -> Expectation {
    guard let stage = line.words.first?.text else {
      return Expectation([.offers(Self.stages, typed: line.typed.text)], replacing: replaced)
    }
    let columns = columns(of: line.stages[0])
    var expected = Expectation(replacing: replaced)
    expected.isRaw = true
    switch stage {
    case "where":
      expected.slots = [.offers(columns.map { Offer($0 + "=", endsWord: false) }, typed: line.typed.text)]
    case "sort":
      expected.slots = [.offers(columns.map { Offer($0) }, typed: line.typed.text)]
    case "columns":
      // `name,st` goes on behind its last comma.
      let names = line.typed.text.split(separator: ",", omittingEmptySubsequences: false)
      let given = names.dropLast().map(String.init)
      expected.front = given.map { $0 + "," }.joined()
      expected.endsWord = false
      let left = columns.filter { !given.contains($0) }
      expected.slots = [.offers(left.map { Offer($0) }, typed: names.last.map(String.init) ?? "")]
    default: break
    }
    return expected
  }

  private func columns(of words: [CursorLine.Word]) -> [String] {
    guard let match = try? index.match(words.map { GivenWord($0.text, isBare: $0.isBare) }) else { return [] }
    return place.columns[match.command._commandName] ?? []
  }
}
