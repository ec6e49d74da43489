/// Cells padded on the right to their column's width and joined by one blank, as the original printed them,
/// but without blanks at the end of a line.
func plainText(of table: Table) -> String {
  if table.rows.isEmpty { return whenEmpty(table) ?? "" }
  var text = ""
  for row in table.rows {
    var line = ""
    for (index, value) in row.enumerated() {
      if index > 0 { line += " " }
      let cell = value.cell
      line += cell
      if index < row.count - 1, index < table.columns.count {
        line += blanks(table.columns[index].width - displayWidth(cell))
      }
    }
    while line.last == " " { line.removeLast() }
    text += line + "\n"
  }
  return text
}

/// A frame of `+`, `-` and `|` around centred cells. Without rows the heading is drawn alone.
func prettyText(of table: Table) -> String {
  if table.rows.isEmpty, let sentence = whenEmpty(table) { return sentence }
  let heading = table.columns.map { escaped($0.title) }
  let rows = table.rows.map { row in
    table.columns.indices.map { row.indices.contains($0) ? row[$0].cell : "" }
  }
  var widths = heading.map(displayWidth)
  for row in rows {
    for (index, cell) in row.enumerated() {
      widths[index] = max(widths[index], displayWidth(cell))
    }
  }
  let rule = widths.reduce("+") { $0 + String(repeating: "-", count: $1 + 2) + "+" } + "\n"
  func line(_ cells: [String]) -> String {
    zip(cells, widths).reduce("|") { $0 + " " + centred($1.0, in: $1.1) + " |" } + "\n"
  }
  return rule + line(heading) + rule + rows.map(line).joined() + rule
}

/// An odd blank too many goes after a text of odd width and before one of even width.
private func centred(_ text: String, in width: Int) -> String {
  let own = displayWidth(text)
  let surplus = width - own
  let before = surplus / 2 + (surplus % 2 == 1 && own % 2 == 0 ? 1 : 0)
  return blanks(before) + text + blanks(surplus - before)
}

private func whenEmpty(_ table: Table) -> String? {
  table.whenEmpty.map { escapedLines($0) + "\n" }
}

private func blanks(_ count: Int) -> String {
  String(repeating: " ", count: max(0, count))
}

extension Value {
  /// The value as one line of a table for people.
  var cell: String {
    switch self {
    case .none: "None"
    case .text(let text): escaped(text)
    case .flag(let flag): flag ? "True" : "False"
    case .integer(let integer): String(integer)
    case .number(let number): numberText(number)
    case .measure(let number, let unit): metricText(number, unit: unit)
    case .list(let items, let separator): items.map(escaped).joined(separator: escaped(separator))
    }
  }
}

/// `2`, not `2.0`: JSON, people and spreadsheets agree on it.
func numberText(_ number: Double) -> String {
  let text = String(number)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
