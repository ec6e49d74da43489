/// The text of a result in a format: empty for `.nothing`, else whole lines with a line end after the last.
///
/// The one place that decides how an `Output` looks.
///
/// - Parameter toTerminal: a terminal reads it and must not be steered by it. Only CSV differs: for a program it holds
///   every character as it is, since it has no escapes of its own.
public func render(_ output: Output, as format: OutputFormat, toTerminal: Bool = false) -> String {
  if case .nothing = output { return "" }
  return switch format {
  case .plain: lines(of: output) { plainText(of: $0) }
  case .pretty: lines(of: output) { prettyText(of: $0) }
  case .json: jsonText(of: output)
  case .yaml: yamlText(of: output)
  case .csv: csvText(of: output, toTerminal: toTerminal)
  }
}

/// The forms for people: they differ in how a table is drawn and in nothing else.
private func lines(of output: Output, drawing table: (Table) -> String) -> String {
  switch output {
  case .nothing: ""
  case .sentence(let sentence): line(sentence)
  case .table(let shown):
    (shown.heading.map(line) ?? "") + (shown.isAlwaysPretty ? prettyText(of: shown) : table(shown))
  case .document(let document): line(document.text)
  case .several(let parts):
    parts.map { lines(of: $0, drawing: table) }.filter { !$0.isEmpty }.joined(separator: "\n")
  }
}

private func line(_ text: String) -> String {
  let shown = escapedLines(text)
  return shown.isEmpty || shown.last == "\n" ? shown : shown + "\n"
}
