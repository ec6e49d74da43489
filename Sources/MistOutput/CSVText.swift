/// Comma-separated values as RFC 4180 has them: a line of column keys, lines ended by CR LF, and quotes round a
/// field that holds a comma, a quote or a line end.
///
/// - Parameter toTerminal: control characters other than line ends and tabs are shown as escapes.
func csvText(of output: Output, toTerminal: Bool) -> String {
  func record(_ fields: [String]) -> String {
    fields.map { csvQuoted(toTerminal ? escapedLines($0) : $0) }.joined(separator: ",") + "\r\n"
  }
  return switch output {
  case .nothing:
    ""
  case .sentence(let sentence):
    record(["message"]) + record([sentence])
  case .document(let document):
    record(document.fields.map(\.key)) + record(document.fields.map { csvField($0.value) })
  case .table(let table):
    record(table.columns.map(\.key)) + table.rows.map { record($0.map(csvField)) }.joined()
  case .several(let parts):
    parts.map { csvText(of: $0, toTerminal: toTerminal) }.filter { !$0.isEmpty }.joined(separator: "\r\n")
  }
}

private func csvQuoted(_ field: String) -> String {
  let needsQuotes = field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
  guard needsQuotes else { return field }
  var quoted = "\""
  for scalar in field.unicodeScalars {
    if scalar == "\"" { quoted += "\"" }
    quoted.unicodeScalars.append(scalar)
  }
  return quoted + "\""
}

private func csvField(_ value: Value) -> String {
  switch value {
  case .none: ""
  case .text(let text): text
  case .flag(let flag): flag ? "true" : "false"
  case .integer(let integer): String(integer)
  case .number(let number), .measure(let number, _): numberText(number)
  case .list(let items, let separator): items.joined(separator: separator)
  }
}
