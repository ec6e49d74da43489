import MistOutput

/// A terminal that obeys the few sequences a frame uses, and fails on all others.
struct TestScreen {
  struct Cell: Hashable {
    /// Empty for the right half of a wide character.
    var text = " "
    var isReversed = false
  }

  enum Failure: Error {
    case unknownSequence(String)
    case character(String)
  }

  let width: Int
  let height: Int
  private(set) var cells: [[Cell]]
  private(set) var row = 0
  private(set) var column = 0
  private var isReversed = false
  /// The last cell of a line was written, and the next character goes to the next line.
  private var isAtEnd = false

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    cells = Array(repeating: Array(repeating: Cell(), count: width), count: height)
  }

  /// The lines without blanks at their ends; what is reversed stands in `[]`.
  var lines: [String] {
    var lines = cells.map { cells in
      var line = ""
      var isReversed = false
      for cell in cells {
        if cell.isReversed != isReversed { line += cell.isReversed ? "[" : "]" }
        isReversed = cell.isReversed
        line += cell.text
      }
      if isReversed { line += "]" }
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  mutating func write(_ text: String) throws {
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "\r\n":
        (column, isAtEnd) = (0, false)
        lineFeed()
      case "\r": (column, isAtEnd) = (0, false)
      case "\u{1B}": try obey(&rest)
      case _ where character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }:
        throw Failure.character(String(character))
      default: put(character)
      }
    }
  }

  private mutating func put(_ character: Character) {
    let taken = displayWidth(String(character))
    if isAtEnd || column + taken > width {
      (column, isAtEnd) = (0, false)
      lineFeed()
    }
    cells[row][column] = Cell(text: String(character), isReversed: isReversed)
    if taken == 2 { cells[row][column + 1] = Cell(text: "", isReversed: isReversed) }
    column += taken
    if column >= width { (column, isAtEnd) = (width - 1, true) }
  }

  private mutating func lineFeed() {
    if row < height - 1 {
      row += 1
    } else {
      cells.removeFirst()
      cells.append(Array(repeating: Cell(), count: width))
    }
  }

  private mutating func obey(_ rest: inout ArraySlice<Character>) throws {
    var sequence = ""
    while let character = rest.popFirst() {
      sequence.append(character)
      if character.isLetter { break }
    }
    switch sequence {
    case "[K": clearLine(row, from: column)
    case "[J":
      clearLine(row, from: column)
      for below in (row + 1)..<max(height, row + 1) { clearLine(below, from: 0) }
    case "[H": (row, column, isAtEnd) = (0, 0, false)
    case "[7m": isReversed = true
    case "[27m": isReversed = false
    default:
      guard sequence.last == "A", let count = Int(sequence.dropFirst().dropLast()) else {
        throw Failure.unknownSequence(sequence)
      }
      (row, isAtEnd) = (max(0, row - count), false)
    }
  }

  private mutating func clearLine(_ line: Int, from column: Int) {
    for place in column..<width { cells[line][place] = Cell() }
  }
}
