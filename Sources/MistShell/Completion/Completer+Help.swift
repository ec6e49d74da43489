import LineEditing
import MistCommands
import MistOutput

extension Completer {
  /// Live values under the text of an argument: more would push it out of sight.
  private static let mostValues = 10

  public func helpRows(for line: String, cursor: Int) -> [HelpRow]? {
    let place = CursorLine(line, cursor: cursor)
    guard place.quote == nil, let expected = expectation(at: place, cursor: cursor) else { return nil }
    var rows: [HelpRow] = []
    if let argument = expected.argument { rows.append(HelpRow("<\(argument.name)>", argument.help)) }
    rows += values(of: expected)
    if let note = note(for: expected) { rows.append(HelpRow("", note)) }
    rows += expected.options.map { HelpRow($0.label, $0.text) }
    return rows.isEmpty ? [HelpRow("", "nothing of which anything is known; Enter runs the line")] : rows
  }

  private func values(of expected: Expectation) -> [HelpRow] {
    var expected = expected
    // They are shown below with their help.
    if !expected.options.isEmpty { expected.slots.removeAll { $0.isOptions } }
    let gathered = gather(expected)
    let isLive = expected.slots.contains { if case .names = $0 { true } else { false } }
    let isIndented = expected.argument != nil
    let shown = isLive ? gathered.candidates.prefix(Self.mostValues) : gathered.candidates[...]
    var rows = shown.map { candidate in
      let text = candidate.columns.filter { !$0.isEmpty }.joined(separator: " ")
      return HelpRow((isIndented ? "  " : "") + candidate.name, text)
    }
    let more = gathered.total - shown.count
    if more > 0 { rows.append(HelpRow("  \(more) more", "")) }
    return rows
  }
}

extension Expectation.Slot {
  fileprivate var isOptions: Bool {
    if case .offers(let offers, _) = self { offers.first?.value.hasPrefix("--") ?? false } else { false }
  }
}
