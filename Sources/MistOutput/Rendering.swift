/// The text of a result in a format: empty for `.nothing`, else whole lines with a line end after the last.
///
/// The one place that decides how an `Output` looks.
///
/// - Parameters:
///   - toTerminal: a terminal reads it and must not be steered by it. Only CSV differs: for a program it holds
///     every character as it is, since it has no escapes of its own.
///   - width: the cells of a terminal's line, which tables for people are made to fit, see `fitted(_:to:as:)`; a line
///     below a table says which columns were left out. `nil` for pipes and files: nothing is left out.
public func render(
  _ output: Output, as format: OutputFormat, toTerminal: Bool = false, width: Int? = nil
) -> String {
  if case .nothing = output { return "" }
  return switch format {
  case .plain, .pretty: lines(of: output, as: format, width: width)
  case .json: jsonText(of: output)
  case .yaml: yamlText(of: output)
  case .csv: csvText(of: output, toTerminal: toTerminal)
  }
}

/// The forms for people: they differ in how a table is drawn and in nothing else.
private func lines(of output: Output, as format: OutputFormat, width: Int?) -> String {
  switch output {
  case .nothing: ""
  case .sentence(let sentence): line(sentence)
  case .table(let table): (table.heading.map(line) ?? "") + text(of: table, as: format, width: width)
  case .document(let document): line(document.text)
  case .several(let parts):
    parts.map { lines(of: $0, as: format, width: width) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

private func text(of table: Table, as format: OutputFormat, width: Int?) -> String {
  let table = table.forPeople
  let (shown, dropped) = width.map { fitted(table, to: $0, as: format) } ?? (table, [])
  let drawn = format == .pretty || shown.isAlwaysPretty ? prettyText(of: shown) : plainText(of: shown)
  guard let width, !dropped.isEmpty else { return drawn }
  return drawn + leftOutLine(of: table, without: dropped, width: width, as: format)
}

private func line(_ text: String) -> String {
  let shown = escapedLines(text)
  return shown.isEmpty || shown.last == "\n" ? shown : shown + "\n"
}
