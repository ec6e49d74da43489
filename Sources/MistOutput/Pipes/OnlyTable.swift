import MistModel

extension Output {
  /// The table that a stage or a condition works on.
  ///
  /// - Parameter asker: who needs it, for the error: `where`.
  func onlyTable(for asker: String) throws(MistError) -> Table {
    let tables = self.tables
    if tables.count == 1 { return tables[0] }
    guard tables.isEmpty else {
      throw MistError(.usage, "\(asker) needs one table, and the command gives \(tables.count)", hint: Self.formatsHint)
    }
    let documents = self.documents
    guard documents.count == 1 else {
      throw MistError(.usage, "\(asker) needs a table, and the command gives none", hint: Self.formatsHint)
    }
    return Table(documents[0])
  }

  private static let formatsHint = "json, yaml, csv, pretty and plain work on every result"

  private var tables: [Table] {
    switch self {
    case .table(let table): [table]
    case .several(let parts): parts.flatMap(\.tables)
    case .nothing, .sentence, .document: []
    }
  }

  /// Those with fields: others are texts for people only.
  private var documents: [Document] {
    switch self {
    case .document(let document): document.fields.isEmpty ? [] : [document]
    case .several(let parts): parts.flatMap(\.documents)
    case .nothing, .sentence, .table: []
    }
  }

  /// The same with no table drawn in a frame by its own wish.
  var withoutFrames: Output {
    switch self {
    case .table(var table):
      table.isAlwaysPretty = false
      return .table(table)
    case .several(let parts): return .several(parts.map(\.withoutFrames))
    case .nothing, .sentence, .document: return self
    }
  }
}

extension Table {
  /// One row with the document's fields as columns.
  fileprivate init(_ document: Document) {
    self.init(
      document.fields.map { Column($0.key, title(of: $0.key), width: 0) }, rows: [document.fields.map(\.value)])
  }

  /// Which column has that name, as key or as heading; case does not matter, nor whether `_`, `-` or a blank is typed.
  ///
  /// - Throws: `MistError` of the code `.usage` with near names as hint and all columns as details.
  func position(of name: String) throws(MistError) -> Int {
    let asked = folded(columnName: name)
    if let place = columns.firstIndex(where: { folded(columnName: $0.key) == asked }) { return place }
    if let place = columns.firstIndex(where: { folded(columnName: $0.title) == asked }) { return place }
    let keys = columns.map { escaped($0.key) }
    let near = nearest(name, among: keys)
    throw MistError(
      .usage, "no column '\(escaped(name))'",
      hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?",
      details: ["the columns are \(keys.joined(separator: ", "))"])
  }
}

private func folded(columnName name: String) -> String {
  String(name.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
}

/// `public_ips` has the heading `Public Ips`.
private func title(of key: String) -> String {
  key.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
}
