import CLibEdit
import CLibEditShim
import Glibc

/// A hint on the screen, as it has to be wiped.
struct DrawnHint {
  var width: Int
  var isLastInRow: Bool
}

extension LineEditor {
  /// A hint to a line longer than this would cost more than it tells.
  private static let longestHinted = 1000

  func write(_ text: String) { TerminalOutput.write(text, to: terminal.output) }

  /// Where cursor and end of the line stand, counted from the prompt.
  func layout(columns: Int? = nil) -> (cursor: ScreenLayout, end: ScreenLayout) {
    var place = ScreenLayout(columns: columns ?? terminal.size.columns)
    place.add(prompt.seen.unicodeScalars)
    guard let editline else { return (place, place) }
    var cursor = place
    for (index, scalar) in editline.scalars.enumerated() {
      if index == editline.cursor { cursor = place }
      place.add(scalar)
    }
    return (editline.cursor < editline.count ? cursor : place, place)
  }

  /// Draws prompt and line anew, over what is there.
  func repaint(after change: () -> Void = {}) {
    goToPrompt()
    change()
    if let editline { _ = editline_refresh(editline.pointer) }
  }

  /// Goes to where the prompt begins and wipes the screen from there; a terminal that cannot begins a new row.
  func goToPrompt(rows: Int? = nil) {
    guard canMove else { return write("\r\n") }
    let rows = min(rows ?? layout().cursor.row, terminal.size.rows - 1)
    write((rows > 0 ? "\r\u{1B}[\(rows)A" : "\r") + "\u{1B}[J")
  }

  func moveToEnd(of editline: Editline) {
    guard canMove else { return }
    let (cursor, end) = layout()
    let rows = min(end.row - cursor.row, terminal.size.rows - 1)
    guard rows > 0 || cursor.column != end.column else { return }
    write(String(repeating: "\n", count: rows) + "\r" + (end.column > 0 ? "\u{1B}[\(end.column)C" : ""))
  }

  /// Goes to the row below the line.
  func leaveLine() {
    guard canMove else { return write("\r\n") }
    let (cursor, end) = layout()
    write(String(repeating: "\n", count: min(end.row - cursor.row, terminal.size.rows - 1)) + "\r\n")
  }

  /// Rows below the line, then the line again.
  func showBelow(_ rows: [String]) {
    leaveLine()
    write(rows.map { $0 + "\r\n" }.joined())
    if let editline { _ = editline_refresh(editline.pointer) }
  }

  func showAbove(_ messages: [String], prompt: Prompt? = nil) {
    let rows = messages.map(TerminalOutput.rows).joined()
    eraseHint()
    if let secretPrompt {
      write((canMove ? "\r\u{1B}[K" : "\r\n") + rows + secretPrompt.text)
      return
    }
    goToPrompt()
    if let prompt { setPrompt(prompt) }
    write(rows)
    if let editline { _ = editline_refresh(editline.pointer) }
    if input.decoder.isHolding == false { drawHint() }
  }

  func resize() {
    guard let editline, secretPrompt == nil else { return }
    eraseHint()
    // Some terminals wrap their rows anew and some do not. Going up by the lesser number never wipes what stands above
    // the prompt; at worst a row of the old line stays.
    let rows = min(layout(columns: drawnColumns).cursor.row, layout().cursor.row)
    goToPrompt(rows: rows)
    el_resize(editline.pointer)
    drawnColumns = terminal.size.columns
    _ = editline_refresh(editline.pointer)
  }

  // MARK: The hint

  func drawHint() {
    guard drawnHint == nil, canMove, let editline, secretPrompt == nil else { return }
    guard editline.count > 0, editline.cursor == editline.count, editline.count <= Self.longestHinted else { return }
    guard let hint = configuration.hint(editline.text) else { return }
    let rightPrompt = cellWidth(rightPrompt.seen)
    let layout = HintLayout(end: layout().end, rightPrompt: rightPrompt)
    guard let placed = layout.placed(hint) else { return }
    let style = configuration.dim
    write("\u{1B}7" + style + placed.text + (style.isEmpty ? "" : "\u{1B}[0m") + "\u{1B}8")
    drawnHint = DrawnHint(width: placed.width, isLastInRow: !layout.isBesideRightPrompt)
  }

  func eraseHint() {
    guard let hint = drawnHint else { return }
    drawnHint = nil
    write(hint.isLastInRow ? "\u{1B}[K" : "\u{1B}7" + String(repeating: " ", count: hint.width) + "\u{1B}8")
  }

  /// Takes the hint, or moves to the right.
  func forward() -> UInt8 {
    guard let editline else { return UInt8(CC_ERROR) }
    if editline.cursor < editline.count {
      editline.moveCursor(to: editline.cursor + 1)
      return UInt8(CC_CURSOR)
    }
    guard editline.count > 0, let hint = configuration.hint(editline.text), !hint.isEmpty else {
      return UInt8(CC_ERROR)
    }
    editline.insert(hint)
    return UInt8(CC_REFRESH)
  }
}
