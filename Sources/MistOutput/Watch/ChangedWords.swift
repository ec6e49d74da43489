/// The row with each word that changed in reverse video; whole where there was no such row before.
///
/// - Parameter before: the row that was in this place; empty for none; `nil` when nothing is to be compared.
func reversed(_ row: String, since before: String?) -> String {
  guard let before, before != row, !row.isEmpty else { return row }
  if before.isEmpty { return reversed(row) }
  let (old, new) = (words(of: before), words(of: row))
  let oldByColumn = Dictionary(old.map { ($0.column, $0.text) }, uniquingKeysWith: { first, _ in first })
  var shown = ""
  var end = row.startIndex
  for (index, word) in new.enumerated() {
    shown += row[end..<word.text.startIndex]
    end = word.text.endIndex
    // A cell that became longer pushes what follows; a cell that was empty takes part in the count.
    let isSame = (index < old.count && old[index].text == word.text) || oldByColumn[word.column] == word.text
    shown += isSame || isFrame(word.text) ? String(word.text) : reversed(String(word.text))
  }
  return shown + row[end...]
}

private func reversed(_ text: String) -> String { "\u{1B}[7m\(text)\u{1B}[27m" }

/// The words of a row with the cell each begins in.
private func words(of row: String) -> [(column: Int, text: Substring)] {
  var column = 0
  var end = row.startIndex
  return row.split(separator: " ").map { word in
    column += displayWidth(String(row[end..<word.startIndex]))
    end = word.endIndex
    defer { column += displayWidth(String(word)) }
    return (column, word)
  }
}

/// The lines of the pretty form move with the widest cell; they are not what one watches.
private func isFrame(_ word: Substring) -> Bool {
  word == "|" || word.hasPrefix("+-")
}
