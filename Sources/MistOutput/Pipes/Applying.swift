import MistModel

/// The result after all stages, and the format that the last stage of that kind asks for.
///
/// A document is taken as a table of one row, and several results as the only table among them.
///
/// - Throws: `MistError` of the code `.usage` when a stage needs a table and there is none or more than one, or names a
///   column that the table has not.
public func applying(
  _ stages: [PipeStage], to output: Output
) throws(MistError) -> (output: Output, format: OutputFormat?) {
  var output = output
  var format: OutputFormat?
  for stage in stages {
    if case .format(let asked) = stage.kind {
      format = asked
      // Asked for by name, the plain form is given also where a table has a frame of its own.
      if asked == .plain { output = output.withoutFrames }
      continue
    }
    let table = try output.onlyTable(for: stage.name)
    output = try stage.applied(to: table)
  }
  return (output, format)
}

extension PipeStage {
  fileprivate func applied(to table: Table) throws(MistError) -> Output {
    switch kind {
    case .rowsWhere(let conditions): .table(try table.keepingRows(where: conditions))
    case .columns(let names): .table(try table.keepingColumns(names))
    case .sort(let name, let isDescending): .table(try table.sorted(by: name, isDescending: isDescending))
    case .count: .document(Document(fields: [("count", .integer(table.rows.count))], text: "\(table.rows.count)"))
    case .head(let count): .table(table.keepingRows(Array(table.rows.prefix(count))))
    case .tail(let count): .table(table.keepingRows(Array(table.rows.suffix(count))))
    case .format: .table(table)
    }
  }
}

extension Table {
  fileprivate func keepingRows(where conditions: [RowCondition]) throws(MistError) -> Table {
    var table = self
    for condition in conditions {
      let column = try position(of: condition.name)
      table.rows.removeAll { !condition.holds(for: $0.indices.contains(column) ? $0[column] : .none) }
    }
    guard table.rows.isEmpty, !rows.isEmpty else { return table }
    // `No backends found` would not be true.
    table.whenEmpty = "No rows where \(conditions.map(\.description).joined(separator: " and "))"
    return table
  }

  fileprivate func keepingRows(_ kept: [[Value]]) -> Table {
    var table = self
    table.rows = kept
    if kept.isEmpty, !rows.isEmpty { table.whenEmpty = "No rows" }
    return table
  }

  fileprivate func keepingColumns(_ names: [String]) throws(MistError) -> Table {
    var places: [Int] = []
    for name in names {
      let place = try position(of: name)
      if !places.contains(place) { places.append(place) }
    }
    return keepingColumns(at: places)
  }

  /// The order a person chose says what matters, so the columns' own priorities do not.
  func keepingColumns(at places: [Int]) -> Table {
    var table = self
    table.columns = places.map { columns[$0] }
    for index in table.columns.indices {
      table.columns[index].priority = nil
      table.columns[index].isForPrograms = false
    }
    table.rows = rows.map { row in places.map { row.indices.contains($0) ? row[$0] : .none } }
    return table
  }

  /// Without the columns that only programs read.
  var forPeople: Table {
    let places = columns.indices.filter { !columns[$0].isForPrograms }
    guard places.count < columns.count else { return self }
    var table = self
    table.columns = places.map { columns[$0] }
    table.rows = rows.map { row in places.filter(row.indices.contains).map { row[$0] } }
    return table
  }

  fileprivate func sorted(by name: String, isDescending: Bool) throws(MistError) -> Table {
    let column = try position(of: name)
    let ranked = rows.enumerated().map { place, row in
      (place: place, row: row, rank: row.indices.contains(column) ? row[column].rank : nil)
    }
    var table = self
    table.rows =
      ranked.sorted { left, right in
        switch (left.rank, right.rank) {
        // What has no value comes last both ways: it is never what one looks for.
        case (nil, nil): left.place < right.place
        case (nil, _): false
        case (_, nil): true
        case (let one?, let other?):
          if one < other { !isDescending } else if other < one { isDescending } else { left.place < right.place }
        }
      }.map(\.row)
    return table
  }
}

extension Value {
  /// `nil` for what is empty.
  fileprivate var rank: Rank? {
    switch self {
    case .none: return nil
    case .number(let number), .measure(let number, _): return number.isFinite ? .number(number) : nil
    case .list(let items, let separator): return items.isEmpty ? nil : Rank(text: items.joined(separator: separator))
    case .text, .flag, .integer:
      let text = items.first ?? ""
      return text.isEmpty ? nil : Rank(text: text)
    }
  }
}
