/// A walk through the lines that begin with what is typed.
struct HistoryWalk {
  private let typed: String
  private let entries: [String]
  private var place = -1
  /// What the walk has put into the line.
  private(set) var shown: String

  init(from typed: String, through entries: [String]) {
    self.typed = typed
    self.entries = entries
    shown = typed
  }

  /// The next older line; `nil` when there is none.
  mutating func older() -> String? {
    go(to: entries.indices.dropFirst(place + 1).first { matches(entries[$0]) })
  }

  /// The next newer line, at last what was typed; `nil` when the walk has not begun.
  mutating func newer() -> String? {
    guard place >= 0 else { return nil }
    return go(to: entries.indices.prefix(place).last { matches(entries[$0]) } ?? -1)
  }

  private mutating func go(to place: Int?) -> String? {
    guard let place else { return nil }
    self.place = place
    shown = place < 0 ? typed : entries[place]
    return shown
  }

  private func matches(_ entry: String) -> Bool {
    entry != shown && entry != typed && entry.utf8.starts(with: typed.utf8)
  }
}
