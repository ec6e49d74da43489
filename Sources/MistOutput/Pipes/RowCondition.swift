import MistModel

/// What a row must be: `state=running`, `cost>5`, `name~web`.
///
/// Numbers are compared as numbers, also those that stand in a text; all else in natural order, `db2` before `db10`.
/// `=` and `!=` regard case, `~` does not. A list equals, contains or is less than a value when one of its items is.
/// What is empty, or shown as `None`, answers to `NAME=`, and is neither less nor more than anything.
public struct RowCondition: Hashable, Sendable {
  /// The column's name as it was typed.
  public var name: String
  var comparison: Comparison
  /// What the cell is compared with; empty for `NAME=`.
  var value: String

  enum Comparison: String, Hashable, Sendable {
    case equal = "="
    case unequal = "!="
    case less = "<"
    case more = ">"
    case atMost = "<="
    case atLeast = ">="
    case contains = "~"
  }

  /// A condition from one text: `state=running`, also with blanks round the sign.
  ///
  /// - Throws: `MistError` of the code `.usage` when there is no sign, no name before it or no value where one is needed.
  public init(_ text: String) throws(MistError) {
    guard let signed = SignedWord(text) else { throw Self.noCondition(text) }
    try self.init(signed)
  }

  init(_ signed: SignedWord) throws(MistError) {
    let sign = signed.comparison.rawValue
    name = signed.name.trimmed
    comparison = signed.comparison
    value = signed.value.trimmed
    if name.isEmpty {
      throw MistError(.usage, "the name of a column is missing before \(sign)", hint: Self.usage)
    }
    if value.isEmpty, comparison != .equal, comparison != .unequal {
      throw MistError(.usage, "a value is missing after \(escaped(name))\(sign)", hint: Self.usage)
    }
  }

  /// Whether the row of this table is as it must be.
  ///
  /// - Throws: `MistError` when the table has no column of that name.
  public func holds(for row: [Value], in table: Table) throws(MistError) -> Bool {
    let column = try table.position(of: name)
    return holds(for: row.indices.contains(column) ? row[column] : .none)
  }

  /// Whether there is at least one row, and all rows are as they must be; a document is one row.
  ///
  /// - Throws: `MistError` when the result has no column of that name, no table or more than one.
  public func holds(forAllRowsOf output: Output) throws(MistError) -> Bool {
    let table = try output.onlyTable(for: "the condition \(description)")
    let column = try table.position(of: name)
    return !table.rows.isEmpty && table.rows.allSatisfy { holds(for: $0.indices.contains(column) ? $0[column] : .none) }
  }

  static let usage = "NAME=VALUE; also !=, <, >, <=, >= and ~ (contains)"

  static func noCondition(_ text: String) -> MistError {
    MistError(.usage, "'\(escaped(text))' is no condition", hint: usage)
  }
}

extension RowCondition: CustomStringConvertible {
  /// For people: `state=running`, escaped for a terminal.
  public var description: String { escaped(name + comparison.rawValue + value) }
}

extension RowCondition {
  func holds(for cell: Value) -> Bool {
    switch comparison {
    case .equal: return isEqual(cell)
    case .unequal: return !isEqual(cell)
    case .contains:
      let part = value.lowercased()
      return cell.items.contains { $0.lowercased().contains(part) }
    case .less, .more, .atMost, .atLeast:
      let asked = Rank(text: value)
      // What was measured has no order with a word: `cpu<five` must not be true for every machine.
      if cell.isNumber, !asked.isNumber { return false }
      return cell.ranks.contains { isInOrder($0, asked) }
    }
  }

  private func isEqual(_ cell: Value) -> Bool {
    let items = cell.items
    if value.isEmpty { return items.isEmpty || items.contains("") }
    switch cell {
    case .none: return value.lowercased() == "none"
    case .flag(let flag): return value.lowercased() == String(flag)
    default: break
    }
    if items.contains(value) { return true }
    guard case .number(let number) = Rank(text: value) else { return false }
    return cell.ranks.contains(.number(number))
  }

  private func isInOrder(_ cell: Rank, _ asked: Rank) -> Bool {
    // A number and a word have no order that a person would expect, but as texts: `v2` and `10`.
    let (left, right) = cell.isNumber == asked.isNumber ? (cell, asked) : (cell.asText, asked.asText)
    return switch comparison {
    case .less: left < right
    case .more: left > right
    case .atMost: left <= right
    case .atLeast: left >= right
    case .equal, .unequal, .contains: false
    }
  }
}

extension Value {
  /// The texts to compare with: none for nothing, each item of a list.
  var items: [String] {
    switch self {
    case .none: []
    case .text(let text): [text]
    case .flag(let flag): [String(flag)]
    case .integer(let integer): [String(integer)]
    case .number(let number), .measure(let number, _): [numberText(number)]
    case .list(let items, _): items
    }
  }

  fileprivate var isNumber: Bool {
    switch self {
    case .number, .measure, .integer: true
    case .none, .text, .flag, .list: false
    }
  }

  fileprivate var ranks: [Rank] {
    switch self {
    case .number(let number) where number.isFinite, .measure(let number, _) where number.isFinite: [.number(number)]
    default: items.map { Rank(text: $0) }
    }
  }
}
