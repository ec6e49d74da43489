/// `2 columns left out: id, tags; | columns name,id,tags shows them`: one line that fits the width itself, with as
/// much of it as there is room for.
func leftOutLine(of table: Table, without dropped: [Table.Column], width: Int, as format: OutputFormat) -> String {
  let count = dropped.count == 1 ? "1 column left out" : "\(dropped.count) columns left out"
  let named = count + ": " + dropped.map { escaped($0.key) }.joined(separator: ", ")
  var lines = [named + "; | json shows all", named, count]
  if let names = namesThatShow(dropped, of: table, width: width, as: format) {
    lines.insert("\(named); | columns \(names) shows \(dropped.count == 1 ? "it" : "them")", at: 0)
  }
  return (lines.first { displayWidth($0) <= width } ?? shortened(count, to: width)) + "\n"
}

/// The words for `| columns` that show what was left out next to the leftmost column that stayed; `nil` when they do not
/// fit either, or when a name cannot be typed there.
private func namesThatShow(
  _ dropped: [Table.Column], of table: Table, width: Int, as format: OutputFormat
) -> String? {
  let left = Set(dropped.map(\.key))
  let places = table.columns.indices.filter { left.contains(table.columns[$0].key) }
  guard let first = table.columns.indices.first(where: { !places.contains($0) }) else { return nil }
  let shown = [first] + places
  let keys = shown.map { table.columns[$0].key }
  guard !keys.contains(where: { $0.contains(",") || $0.contains(" ") }) else { return nil }
  guard fitted(table.keepingColumns(at: shown), to: width, as: format).dropped.isEmpty else { return nil }
  return quoted(keys.joined(separator: ","))
}
