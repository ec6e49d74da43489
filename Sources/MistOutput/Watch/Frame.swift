/// What `watch` shows at one moment: rows cut to the screen, drawn over the frame before.
///
/// Escapes and other control characters of the text are shown, not obeyed.
public struct Frame: Hashable, Sendable {
  let heading: String?
  let rows: [String]
  let width: Int
  let height: Int

  /// - Parameters:
  ///   - text: lines as `render` gives them.
  ///   - width: cells in a line of the screen.
  ///   - height: lines of the screen. The frame takes one less: the cursor stays in the line below it. What does not
  ///     fit is said in the last row: `… 12 more rows`.
  ///   - heading: a line above the rows that is never marked as changed, for the time of the day.
  public init(text: String, width: Int, height: Int, heading: String? = nil) {
    self.width = max(1, width)
    self.height = max(heading == nil ? 2 : 3, height)
    self.heading = heading.map { shortened(escaped($0), to: max(1, width)) }
    // A line end of CSV is one character of two parts, and none of the others is equal to it.
    var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let room = self.height - (heading == nil ? 1 : 2)
    if lines.count > room {
      let hidden = lines.count - (room - 1)
      lines = lines.prefix(room - 1) + ["… \(hidden) more rows"]
    }
    rows = lines.map { shortened(withoutTabs(escapedLines(String($0))), to: max(1, width)) }
  }

  /// The bytes that draw this frame in place of `previous`, and leave the cursor at the start of the line below it.
  ///
  /// Drawn from itself, a frame loses its marks: so the last one can be left on the screen.
  ///
  /// - Parameters:
  ///   - previous: the frame on the screen, the cursor where its drawing left it; `nil` when the cursor is at the start
  ///     of an empty line and all is new.
  ///   - marks: what changed since `previous` is in reverse video; else a `*` stands before each row that changed.
  public func redraw(from previous: Frame?, marks: Bool) -> String {
    draw(over: previous) { row, before in marks ? reversed(row, since: before) : starred(row, since: before) }
  }

  /// The same without any marks: for pictures, of which most changes each time.
  public func replace(_ previous: Frame?) -> String {
    draw(over: previous) { row, _ in row }
  }

  private func draw(over previous: Frame?, _ marked: (_ row: String, _ before: String?) -> String) -> String {
    var bytes = previous.map(wayBack) ?? ""
    if let heading { bytes += Self.cleared(heading) }
    for (index, row) in rows.enumerated() {
      let before = previous.map { index < $0.rows.count ? $0.rows[index] : "" }
      bytes += Self.cleared(marked(row, before))
    }
    if let previous, previous.lineCount > lineCount { bytes += "\u{1B}[J" }
    return bytes
  }

  private var lineCount: Int { rows.count + (heading == nil ? 0 : 1) }

  /// From below the frame before to its first line.
  private func wayBack(over previous: Frame) -> String {
    // On a screen that became smaller the old lines are folded or gone, and nobody knows where the first one is.
    if previous.widestLine > width || previous.lineCount >= height { return "\u{1B}[H\u{1B}[J" }
    return previous.lineCount == 0 ? "\r" : "\r\u{1B}[\(previous.lineCount)A"
  }

  private var widestLine: Int {
    // Two more for the place of the `*`, which may have been drawn.
    let rows = rows.map { min(width, displayWidth($0) + 2) }.max() ?? 0
    return max(rows, heading.map(displayWidth) ?? 0)
  }

  /// Cleared before it is written: after a full line the cursor is still in its last cell, and would clear that.
  private static func cleared(_ line: String) -> String {
    "\u{1B}[K\(line)\r\n"
  }

  private func starred(_ row: String, since before: String?) -> String {
    let hasChanged = before.map { $0 != row } ?? false
    return shortened((hasChanged ? "* " : "  ") + row, to: width)
  }
}

/// Blanks up to the next column that 8 divides, as a terminal has it.
private func withoutTabs(_ line: String) -> String {
  guard line.contains("\t") else { return line }
  var shown = ""
  for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
    if index > 0 { shown += String(repeating: " ", count: 8 - displayWidth(shown) % 8) }
    shown += part
  }
  return shown
}
