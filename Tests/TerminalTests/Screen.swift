import CLibEditShim

/// A terminal as a person sees it: enough of xterm for what line editors write.
struct Screen {
  private struct Row {
    var cells: [String]
    /// Whether the text goes on in the next row.
    var isWrapped = false
  }

  private(set) var rows: Int
  private(set) var columns: Int
  private(set) var cursor = (row: 0, column: 0)
  /// Rows that have left at the top.
  private(set) var past: [String] = []
  /// What a program that writes badly sent: sequences this model does not know.
  private(set) var unknown: [String] = []
  /// Escape sequences of any kind.
  private(set) var sequences = 0
  /// Colours and the like that were asked for.
  private(set) var styles: [String] = []
  private(set) var bells = 0
  private(set) var takesBracketedPaste = false
  private(set) var bytes = 0

  private var grid: [Row]
  private var saved = (row: 0, column: 0)
  private var waitsToWrap = false
  private var isInserting = false
  private var held: [UInt8] = []

  init(rows: Int = 24, columns: Int = 80) {
    self.rows = rows
    self.columns = columns
    grid = (0..<rows).map { _ in Row(cells: Array(repeating: " ", count: columns)) }
  }

  // MARK: What is seen

  func row(_ index: Int) -> String { grid.indices.contains(index) ? Self.text(grid[index]) : "" }

  /// The rows, without the empty ones at the end.
  var lines: [String] {
    let lines = grid.map(Self.text)
    return Array(lines[..<((lines.lastIndex { !$0.isEmpty } ?? -1) + 1)])
  }

  var text: String { (past + lines).joined(separator: "\n") }

  var cursorRow: String { row(cursor.row) }

  /// The row with the cursor, and a mark where it stands.
  func rowWithCursor(_ mark: String) -> String {
    var cells = grid[cursor.row].cells
    cells.insert(mark, at: waitsToWrap ? columns : cursor.column)
    return Self.text(Row(cells: cells))
  }

  func count(of line: String) -> Int { (past + lines).count { $0 == line } }

  private static func text(_ row: Row) -> String {
    var text = row.cells.joined()
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }

  // MARK: What is written

  mutating func feed(_ input: some Sequence<UInt8>) {
    for byte in input {
      bytes += 1
      held.append(byte)
      guard take(held) else { continue }
      if held[0] == 0x1B { sequences += 1 }
      held = []
    }
  }

  /// `false` while the bytes are not whole.
  private mutating func take(_ bytes: [UInt8]) -> Bool {
    let first = bytes[0]
    if first == 0x1B { return takeEscape(bytes) }
    if first < 0x20 || first == 0x7F {
      control(first)
      return true
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard bytes.count >= length else { return false }
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { put(scalar) }
    return true
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x07: bells += 1
    case 0x08: move(to: (cursor.row, max(0, cursor.column - 1)))
    case 0x09: move(to: (cursor.row, min(columns - 1, (cursor.column / 8 + 1) * 8)))
    case 0x0A: lineFeed()
    case 0x0D: move(to: (cursor.row, 0))
    default: unknown.append("control \(byte)")
    }
  }

  private mutating func takeEscape(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 1 else { return false }
    switch bytes[1] {
    case UInt8(ascii: "7"): saved = cursor
    case UInt8(ascii: "8"): move(to: saved)
    case UInt8(ascii: "="), UInt8(ascii: ">"): break
    case UInt8(ascii: "("): return bytes.count == 3
    case UInt8(ascii: "M"): move(to: (max(0, cursor.row - 1), cursor.column))
    case UInt8(ascii: "["):
      guard let last = bytes.last, bytes.count > 2, (0x40...0x7E).contains(last) else { return false }
      let parameters = String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self)
      sequence(parameters, Character(Unicode.Scalar(last)))
    default: unknown.append(String(decoding: bytes, as: UTF8.self).debugDescription)
    }
    return true
  }

  private mutating func sequence(_ parameters: String, _ final: Character) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    switch final {
    case "A": move(to: (max(0, cursor.row - count), cursor.column))
    case "B": move(to: (min(rows - 1, cursor.row + count), cursor.column))
    case "C": move(to: (cursor.row, min(columns - 1, cursor.column + count)))
    case "D": move(to: (cursor.row, max(0, cursor.column - count)))
    case "G": move(to: (cursor.row, min(columns - 1, count - 1)))
    case "H", "f":
      let column = numbers.count > 1 ? max(1, numbers[1]) : 1
      move(to: (min(rows - 1, count - 1), min(columns - 1, column - 1)))
    case "J":
      erase(cursor.row, from: first == 0 ? cursor.column : 0)
      if first == 0 { for row in (cursor.row + 1)..<max(rows, cursor.row + 1) { erase(row, from: 0) } }
      if first == 2 { for row in 0..<rows { erase(row, from: 0) } }
    case "K": erase(cursor.row, from: first == 0 ? cursor.column : 0, to: first == 1 ? cursor.column + 1 : columns)
    case "P":
      grid[cursor.row].cells.removeSubrange(cursor.column..<min(columns, cursor.column + count))
      fill(cursor.row)
    case "@":
      let blanks = Array(repeating: " ", count: count)
      grid[cursor.row].cells.insert(contentsOf: blanks, at: cursor.column)
      fill(cursor.row)
    case "m": styles.append(parameters)
    case "h", "l":
      if parameters == "4" { isInserting = final == "h" }
      if parameters == "?2004" { takesBracketedPaste = final == "h" }
    default: unknown.append("ESC [ \(parameters)\(final)")
    }
  }

  private mutating func fill(_ row: Int) {
    let cells = grid[row].cells.prefix(columns)
    grid[row].cells = cells + Array(repeating: " ", count: columns - cells.count)
  }

  private mutating func erase(_ row: Int, from start: Int, to end: Int? = nil) {
    guard grid.indices.contains(row) else { return }
    for column in start..<max(start, min(end ?? columns, columns)) { grid[row].cells[column] = " " }
    if end == nil || end == columns { grid[row].isWrapped = false }
    waitsToWrap = false
  }

  private mutating func move(to place: (row: Int, column: Int)) {
    cursor = place
    waitsToWrap = false
  }

  private mutating func lineFeed() {
    waitsToWrap = false
    if cursor.row < rows - 1 {
      cursor.row += 1
    } else {
      past.append(Self.text(grid.removeFirst()))
      grid.append(Row(cells: Array(repeating: " ", count: columns)))
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Int(editline_width(scalar.value))
    guard width > 0 else {
      if width == 0, cursor.column > 0 { grid[cursor.row].cells[cursor.column - 1].unicodeScalars.append(scalar) }
      return
    }
    if waitsToWrap || cursor.column + width > columns {
      grid[cursor.row].isWrapped = true
      lineFeed()
      cursor.column = 0
    }
    if isInserting {
      grid[cursor.row].cells.insert(contentsOf: Array(repeating: " ", count: width), at: cursor.column)
      fill(cursor.row)
    }
    // Half of a wide character that is written over is gone.
    if grid[cursor.row].cells[cursor.column].isEmpty, cursor.column > 0 {
      grid[cursor.row].cells[cursor.column - 1] = " "
    }
    let behind = cursor.column + width
    if behind < columns, grid[cursor.row].cells[behind].isEmpty { grid[cursor.row].cells[behind] = " " }
    grid[cursor.row].cells[cursor.column] = String(scalar)
    if width == 2 { grid[cursor.row].cells[cursor.column + 1] = "" }
    cursor.column += width
    waitsToWrap = cursor.column >= columns
    if waitsToWrap { cursor.column = columns - 1 }
  }

  // MARK: Its size

  /// - Parameter wrapsAnew: whether text is laid out for the new width, as many terminals do and xterm does not.
  mutating func resize(rows: Int, columns: Int, wrapsAnew: Bool) {
    var kept = grid
    var place = cursor
    if wrapsAnew {
      (kept, place) = laidOut(columns: columns)
    } else {
      for index in kept.indices {
        let cells = kept[index].cells.prefix(columns)
        kept[index].cells = cells + Array(repeating: " ", count: columns - cells.count)
        kept[index].isWrapped = false
      }
    }
    while kept.count > rows {
      if kept.count - 1 > place.row, Self.text(kept[kept.count - 1]).isEmpty {
        kept.removeLast()
      } else {
        past.append(Self.text(kept.removeFirst()))
        place.row -= 1
      }
    }
    while kept.count < rows { kept.append(Row(cells: Array(repeating: " ", count: columns))) }
    (self.rows, self.columns, grid) = (rows, columns, kept)
    move(to: (max(0, place.row), min(place.column, columns - 1)))
  }

  private func laidOut(columns: Int) -> (rows: [Row], cursor: (row: Int, column: Int)) {
    var result: [Row] = []
    var place = (row: 0, column: 0)
    var index = 0
    while index < grid.count {
      var cells: [String] = []
      var offset: Int?
      while true {
        if index == cursor.row { offset = cells.count + cursor.column }
        cells += grid[index].cells
        index += 1
        guard grid[index - 1].isWrapped, index < grid.count else { break }
      }
      let used = max((cells.lastIndex { $0 != " " } ?? -1) + 1, offset ?? 0)
      let count = max(1, (used + columns - 1) / columns)
      if let offset { place = (result.count + min(offset / columns, count - 1), offset % columns) }
      for piece in 0..<count {
        let row = cells.dropFirst(piece * columns).prefix(min(columns, max(0, used - piece * columns)))
        result.append(
          Row(cells: row + Array(repeating: " ", count: columns - row.count), isWrapped: piece < count - 1))
      }
    }
    return (result, place)
  }
}
