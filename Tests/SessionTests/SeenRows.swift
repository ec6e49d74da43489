/// The rows of a screen, those that left at its top too, as they are written down.
struct SeenRows {
  private var rows: [String] = []

  init() {}

  init(_ screen: Screen) {
    rows = screen.past + screen.lines
    let cursor = screen.past.count + screen.cursor.row
    while rows.count <= cursor { rows.append("") }
    // Blanks before the cursor were trimmed from its row.
    rows[cursor] = screen.rowWithCursor("▏")
    rows = rows.map(Self.withoutTimes)
  }

  /// How long things take is another time each time, and so is the picture of a progress line.
  private static func withoutTimes(_ row: String) -> String {
    row.replacing(/\ after \d+ s:/, with: " after 0 s:")
      .replacing(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]\ (.*)\ ·\ \d+\.\d\ s/) { "⠋ \($0.output.1) · 0.0 s" }
  }

  /// The rows from the first that is not as it was, each ended.
  func changes(on screen: Screen) -> String {
    let now = SeenRows(screen).rows
    let first = zip(rows, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(rows.count, now.count)
    return now[first...].map { $0 + "\n" }.joined()
  }
}
