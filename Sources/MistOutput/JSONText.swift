import MistModel

/// Pretty-printed JSON, two blanks a level, parts in the order of the columns.
func jsonText(of output: Output) -> String {
  json(output, indent: "") + "\n"
}

/// The same for a value of any shape, its parts in the order of their names.
public func jsonText(of value: JSONValue) -> String {
  json(value, indent: "") + "\n"
}

private func json(_ value: JSONValue, indent: String) -> String {
  switch value {
  case .null: "null"
  case .bool(let flag): flag ? "true" : "false"
  case .integer(let integer): String(integer)
  case .number(let number): number.isFinite ? numberText(number) : "null"
  case .string(let text): jsonString(text)
  case .array(let items): array(items, indent: indent) { json($0, indent: $1) }
  case .object(let members):
    object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, indent: indent) { json($0, indent: $1) }
  }
}

private func json(_ output: Output, indent: String) -> String {
  switch output {
  case .nothing:
    return "null"
  case .sentence(let sentence):
    return object([("message", .text(sentence))], indent: indent)
  case .document(let document):
    return object(document.fields.map { ($0.key, $0.value) }, indent: indent)
  case .table(let table):
    return array(table.rows, indent: indent) { row, indent in
      object(zip(table.columns, row).map { ($0.key, $1) }, indent: indent)
    }
  case .several(let parts):
    return array(parts.filter { !$0.isNothing }, indent: indent) { json($0, indent: $1) }
  }
}

private func array<Item>(_ items: [Item], indent: String, text: (Item, String) -> String) -> String {
  if items.isEmpty { return "[]" }
  let inner = indent + "  "
  let lines = items.map { inner + text($0, inner) }.joined(separator: ",\n")
  return "[\n\(lines)\n\(indent)]"
}

private func object(_ parts: [(String, Value)], indent: String) -> String {
  object(parts, indent: indent) { value, _ in json(value) }
}

private func object<Part>(_ parts: [(String, Part)], indent: String, text: (Part, String) -> String) -> String {
  if parts.isEmpty { return "{}" }
  let inner = indent + "  "
  let lines = parts.map { "\(inner)\(jsonString($0)): \(text($1, inner))" }.joined(separator: ",\n")
  return "{\n\(lines)\n\(indent)}"
}

private func json(_ value: Value) -> String {
  switch value {
  case .none: "null"
  case .text(let text): jsonString(text)
  case .flag(let flag): flag ? "true" : "false"
  case .integer(let integer): String(integer)
  case .number(let number), .measure(let number, _): number.isFinite ? numberText(number) : "null"
  case .list(let items, _): "[" + items.map(jsonString).joined(separator: ", ") + "]"
  }
}

/// What a terminal would obey is written as `\u…`, so JSON on a screen is as harmless as a table.
private func jsonString(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\r": quoted += "\\r"
    case "\t": quoted += "\\t"
    case _ where isUnsafeOnTerminal(scalar):
      for unit in UTF16.encode(scalar) ?? .init() {
        let digits = String(unit, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

extension Output {
  var isNothing: Bool {
    if case .nothing = self { true } else { false }
  }
}
