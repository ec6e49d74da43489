/// The table as it fits lines of `width` cells in the plain or the pretty form, and the columns that had to go, in the
/// order of the table.
///
/// The plain form first loses the padding that no cell needs. Then columns go by priority until every line fits, if need
/// be with the elastic one cut to the room that the others leave; the last one stays, and is cut with `…` where it is too
/// wide alone. Other formats have no lines to fit, and an unknown width (0 or less) changes nothing.
public func fitted(
  _ table: Table, to width: Int, as format: OutputFormat
) -> (table: Table, dropped: [Table.Column]) {
  guard width > 0, !table.columns.isEmpty else { return (table, []) }
  switch format {
  case .json, .yaml, .csv: return (table, [])
  case .plain where !table.isAlwaysPretty: return fittedPlain(table, to: width)
  case .plain, .pretty: return fittedPretty(table, to: width)
  }
}

/// A text in less room than this says too little.
private let leastElasticWidth = 20

/// The table with its elastic column cut to the room that the other kept ones leave; `nil` where it is none of them, or
/// where that is not enough.
private func shrunk(
  _ table: Table, _ measured: TableMeasure, keeping kept: [Int], to width: Int, isFramed: Bool
) -> Table? {
  guard let place = kept.first(where: { table.columns.indices.contains($0) && table.columns[$0].isElastic }) else {
    return nil
  }
  let columns = kept.filter(table.columns.indices.contains)
  let needed =
    isFramed ? measured.prettyWidth(columns) : columns.reduce(-1) { $0 + measured.widest[$1] + 1 }
  let room = measured.widest[place] - (needed - width)
  guard needed > width, room >= leastElasticWidth else { return nil }
  var table = table
  for index in table.rows.indices where table.rows[index].indices.contains(place) {
    let cell = table.rows[index][place].cell
    let short = shortened(cell, to: room)
    if short != cell { table.rows[index][place] = .text(short) }
  }
  return table
}

private func fittedPlain(_ table: Table, to width: Int) -> (table: Table, dropped: [Table.Column]) {
  guard !table.rows.isEmpty else { return (table, []) }
  let measured = TableMeasure(table)
  let all = Array(table.columns.indices)
  if let short = shrunk(table, measured, keeping: all, to: width, isFramed: false) {
    return short.kept(all, padding: TableMeasure(short).widest)
  }
  let padding = table.columns.map(\.width)
  if measured.plainFits(measured.allPlaces, padding: padding, width: width) { return (table, []) }
  var kept = all
  for next in table.placesToDrop + [nil] {
    if let short = shrunk(table, measured, keeping: kept, to: width, isFramed: false) {
      return short.kept(kept, padding: TableMeasure(short).widest)
    }
    // In line if possible; else, as everywhere in the plain form, a long cell pushes what follows.
    for padding in [measured.widest, zip(padding, measured.widest).map(min)]
    where measured.plainFits(kept, padding: padding, width: width) {
      return table.kept(kept, padding: padding)
    }
    kept.removeAll { $0 == next }
  }
  return cut(table, at: kept, to: width)
}

private func fittedPretty(_ table: Table, to width: Int) -> (table: Table, dropped: [Table.Column]) {
  if table.rows.isEmpty, table.whenEmpty != nil { return (table, []) }
  let measured = TableMeasure(table)
  var kept = Array(table.columns.indices)
  for next in table.placesToDrop + [nil] {
    if measured.prettyWidth(kept) <= width {
      return kept.count == table.columns.count ? (table, []) : table.kept(kept, padding: table.columns.map(\.width))
    }
    if let short = shrunk(table, measured, keeping: kept, to: width, isFramed: true) {
      return short.kept(kept, padding: table.columns.map(\.width))
    }
    kept.removeAll { $0 == next }
  }
  // `| ` before and ` |` after it.
  return cut(table, at: kept, to: max(1, width - 4))
}

/// The one column left, cut to the width.
private func cut(_ table: Table, at places: [Int], to width: Int) -> (table: Table, dropped: [Table.Column]) {
  var (table, dropped) = table.kept(places, padding: table.columns.map { _ in 0 })
  for index in table.columns.indices {
    table.columns[index].title = shortened(escaped(table.columns[index].title), to: width)
  }
  table.rows = table.rows.map { row in
    row.map { value in
      let cell = value.cell
      let short = shortened(cell, to: width)
      return short == cell ? value : .text(short)
    }
  }
  return (table, dropped)
}

extension Table {
  /// All columns but the one that is kept longest, the first to go first. Of equal ones the right one goes first.
  fileprivate var placesToDrop: [Int?] {
    func priority(_ place: Int) -> Int { columns[place].priority ?? place }
    return columns.indices.sorted { (priority($0), $0) > (priority($1), $1) }.dropLast()
  }

  fileprivate func kept(_ places: [Int], padding: [Int]) -> (table: Table, dropped: [Column]) {
    var table = self
    table.columns = places.map { columns[$0] }
    for (index, place) in places.enumerated() { table.columns[index].width = padding[place] }
    table.rows = rows.map { row in places.compactMap { row.indices.contains($0) ? row[$0] : nil } }
    return (table, columns.indices.filter { !places.contains($0) }.map { columns[$0] })
  }
}

/// How wide the cells of a table are, measured once for all the tries.
private struct TableMeasure {
  let rows: [[Int]]
  let titles: [Int]
  /// The widest cell of each column.
  let widest: [Int]

  init(_ table: Table) {
    let rows = table.rows.map { $0.map { displayWidth($0.cell) } }
    var widest = table.columns.map { _ in 0 }
    for row in rows {
      for (index, width) in row.enumerated() where index < widest.count {
        widest[index] = max(widest[index], width)
      }
    }
    self.rows = rows
    self.widest = widest
    titles = table.columns.map { displayWidth(escaped($0.title)) }
  }

  /// Also cells that have no column: the plain form prints them.
  var allPlaces: [Int] { Array(0..<max(titles.count, rows.lazy.map(\.count).max() ?? 0)) }

  func plainFits(_ places: [Int], padding: [Int], width: Int) -> Bool {
    rows.allSatisfy { row in
      var start = 0
      var end = 0
      for place in places where place < row.count {
        if row[place] > 0 { end = start + row[place] }
        start += max(row[place], place < padding.count ? padding[place] : 0) + 1
      }
      return end <= width
    }
  }

  func prettyWidth(_ places: [Int]) -> Int {
    places.reduce(1) { $0 + max(titles[$1], widest[$1]) + 3 }
  }
}
