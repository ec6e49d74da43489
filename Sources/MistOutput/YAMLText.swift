import Yams

/// YAML with the parts in the order of the columns. Texts that look like numbers or flags are quoted.
func yamlText(of output: Output) -> String {
  do {
    return try serialize(node: node(output), width: -1, allowUnicode: true)
  } catch {
    // JSON is YAML too; the emitter has no other reason to refuse than a bug of its own.
    return jsonText(of: output)
  }
}

private func node(_ output: Output) -> Node {
  switch output {
  case .nothing:
    Node("null")
  case .sentence(let sentence):
    mapping([("message", .text(sentence))])
  case .document(let document):
    mapping(document.fields.map { ($0.key, $0.value) })
  case .table(let table):
    sequence(table.rows.map { row in mapping(zip(table.columns, row).map { ($0.key, $1) }) })
  case .several(let parts):
    sequence(parts.filter { !$0.isNothing }.map(node))
  }
}

private func mapping(_ parts: [(String, Value)]) -> Node {
  let pairs = parts.map { (text($0), node($1)) }
  return .mapping(Node.Mapping(pairs, Tag(.map), pairs.isEmpty ? .flow : .block))
}

private func sequence(_ items: [Node]) -> Node {
  .sequence(Node.Sequence(items, Tag(.seq), items.isEmpty ? .flow : .block))
}

private func node(_ value: Value) -> Node {
  switch value {
  case .none: Node("null")
  case .text(let string): text(string)
  case .flag(let flag): Node(flag ? "true" : "false")
  case .integer(let integer): Node(String(integer))
  case .number(let number), .measure(let number, _): number.isFinite ? Node(numberText(number)) : Node("null")
  case .list(let items, _): sequence(items.map(text))
  }
}

/// A text that would be read back as a number or a flag is quoted.
private func text(_ string: String) -> Node {
  .scalar(string.represented())
}
