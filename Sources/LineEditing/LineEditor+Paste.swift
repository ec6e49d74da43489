import CLibEdit

extension LineEditor {
  /// Rows shown of a block that is too long to stand in the line.
  private static let shownRows = 5

  /// A pasted line is typed; a block waits for Enter, in the line where it can be changed, or beside it when the screen
  /// does not hold it.
  func take(_ paste: Paste) {
    guard let editline, !paste.text.isEmpty else { return }
    completing = nil
    if fits(paste.text) {
      repaint {
        if paste.isBlock {
          pastedBlock = true
          let lines = lines(with: paste.text, in: editline)
          write(note(lines) + "\r\n")
        }
        editline.insert(paste.text)
      }
    } else {
      hold(lines(with: paste.text, in: editline))
    }
  }

  /// The lines there would be with a text at the cursor.
  private func lines(with text: String, in editline: Editline) -> [String] {
    var whole = editline.text.unicodeScalars
    whole.insert(
      contentsOf: text.unicodeScalars, at: whole.index(whole.startIndex, offsetBy: editline.cursor))
    return String(whole).split(separator: "\n").map(String.init)
  }

  private func fits(_ text: String) -> Bool {
    let size = terminal.size
    var end = layout().end
    let rows = size.rows - 2
    for scalar in text.unicodeScalars {
      end.add(scalar)
      if end.row >= rows { return false }
    }
    return true
  }

  private func note(_ lines: [String]) -> String {
    configuration.dim + visible(configuration.describePaste(lines)) + (configuration.dim.isEmpty ? "" : "\u{1B}[0m")
  }

  private func hold(_ lines: [String]) {
    let columns = terminal.size.columns
    leaveLine()
    var rows = lines.prefix(Self.shownRows).map { fitted(visible(String($0.prefix(columns))), to: columns - 1) }
    if lines.count > rows.count { rows.append("… \(grouped(lines.count - rows.count)) more") }
    write(rows.map { $0 + "\r\n" }.joined() + note(lines))
    while let key = nextKey() {
      switch key {
      case .character("\n"), .character("\r"):
        write("\r\n")
        outcome = lines.count > 1 ? .pasted(lines) : .line(lines.first ?? "")
      case .character("\u{3}"), .character("\u{7}"), .character("\u{4}"):
        write("^C\r\n")
        outcome = .interrupted
      default:
        write("\u{7}")
      }
    }
  }
}
