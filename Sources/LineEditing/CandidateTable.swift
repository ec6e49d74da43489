/// Candidates as rows that fit a terminal.
struct CandidateTable {
  private(set) var lines: [String] = []

  private static let gap = 2
  /// A column narrower than this says nothing.
  private static let leastColumn = 4

  init(_ completions: Completions, columns: Int, mostRows: Int) {
    let mostRows = max(1, mostRows)
    // Counted by the rows, so that ten thousand candidates cost what forty do.
    let first = completions.candidates.prefix(mostRows)
    let shown: Int
    if first.contains(where: { $0.columns.contains { !$0.isEmpty } }) {
      lines = Self.rows(first.map { [visible($0.name)] + $0.columns.map(visible) }, columns: columns)
      shown = first.count
    } else {
      let names = completions.candidates.prefix(mostRows * 8).map { visible($0.name) }
      (lines, shown) = Self.grid(names, columns: columns, mostRows: mostRows)
    }
    let rest = completions.total - shown
    if rest > 0 { lines.append(fitted("… \(grouped(rest)) more; type to narrow", to: columns - 1)) }
    if let note = completions.note { lines.append(fitted(visible(note), to: columns - 1)) }
  }

  init(_ rows: [HelpRow], columns: Int, mostRows: Int = .max) {
    lines = Self.rows(rows.prefix(mostRows).map { [visible($0.name), visible($0.text)] }, columns: columns)
    let rest = rows.count - mostRows
    if rest > 0 { lines.append(fitted("… \(grouped(rest)) more; type to narrow", to: columns - 1)) }
  }

  /// Cells under each other; what does not fit is cut, a column without room is left out.
  private static func rows(_ rows: [[String]], columns: Int) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        if index == widths.count { widths.append(0) }
        widths[index] = max(widths[index], cellWidth(cell))
      }
    }
    var room = columns - 1
    for index in widths.indices where widths[index] > 0 {
      let least = index == 0 ? 1 : leastColumn
      widths[index] = min(widths[index], room < min(least, widths[index]) ? 0 : room)
      if widths[index] > 0 { room -= widths[index] + gap }
    }
    return rows.map { row in
      var line = ""
      var missing = 0
      for (cell, width) in zip(row, widths) where width > 0 {
        line += String(repeating: " ", count: missing)
        let cell = fitted(cell, to: width)
        line += cell
        missing = width - cellWidth(cell) + gap
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Names beside and under each other, to be read downwards.
  private static func grid(_ names: [String], columns: Int, mostRows: Int) -> (lines: [String], shown: Int) {
    let width = min((names.map { cellWidth($0) }.max() ?? 1) + gap, max(columns - 1, 3))
    let across = max(1, (columns - 1 + gap) / width)
    let shown = names.prefix(across * mostRows)
    let rows = (shown.count + across - 1) / across
    let lines = (0..<rows).map { row in
      let cells = stride(from: row, to: shown.count, by: rows).map { fitted(shown[$0], to: width - gap) }
      return cells.enumerated().map { index, cell in
        index == cells.count - 1 ? cell : cell + String(repeating: " ", count: width - cellWidth(cell))
      }.joined()
    }
    return (lines, shown.count)
  }
}
