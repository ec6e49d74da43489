import MistModel

/// The shape of a JSON value, as the OpenAPI document tells it.
indirect enum Schema: Sendable {
  case text
  case flag
  case integer
  case number
  /// What it is, is up to a provider or a script.
  case anything
  case null
  /// One of these texts.
  case choice([String])
  case list(of: Schema)
  /// A list with a meaning for each place in it.
  case places([Schema])
  /// Members whose names are not ours to fix.
  case members(of: Schema)
  case object([Member])
  case either([Schema])
  /// Told once under its name, and referred to.
  case named(String, Schema)

  struct Member: Sendable {
    var name: String
    var schema: Schema
    var isRequired: Bool

    static func has(_ name: String, _ schema: Schema) -> Member {
      Member(name: name, schema: schema, isRequired: true)
    }

    static func mayHave(_ name: String, _ schema: Schema) -> Member {
      Member(name: name, schema: schema, isRequired: false)
    }
  }
}

// MARK: - As JSON Schema

extension Schema {
  /// Named schemas in it are references.
  var json: JSONValue {
    switch self {
    case .text: ["type": "string"]
    case .flag: ["type": "boolean"]
    case .integer: ["type": "integer"]
    case .number: ["type": "number"]
    case .anything: [:]
    case .null: ["type": "null"]
    case .choice(let texts): ["type": "string", "enum": .array(texts.map(JSONValue.string))]
    case .list(let item): ["type": "array", "items": item.json]
    case .places(let items):
      [
        "type": "array", "prefixItems": .array(items.map(\.json)), "minItems": .integer(items.count),
        "maxItems": .integer(items.count),
      ]
    case .members(let value): ["type": "object", "additionalProperties": value.json]
    case .object(let members): Self.json(of: members)
    case .either(let schemas): ["anyOf": .array(schemas.map(\.json))]
    case .named(let name, _): ["$ref": .string("#/components/schemas/\(name)")]
    }
  }

  private static func json(of members: [Member]) -> JSONValue {
    let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
    var json: [String: JSONValue] = [
      "type": "object",
      "properties": .object(Dictionary(members.map { ($0.name, $0.schema.json) }, uniquingKeysWith: { $1 })),
    ]
    if !required.isEmpty { json["required"] = .array(required) }
    return .object(json)
  }

  /// The named schemas in it, each under its name.
  var named: [String: JSONValue] {
    switch self {
    case .text, .flag, .integer, .number, .anything, .null, .choice: [:]
    case .list(let schema), .members(let schema): schema.named
    case .places(let schemas), .either(let schemas): Self.named(in: schemas)
    case .object(let members): Self.named(in: members.map(\.schema))
    case .named(let name, let schema): schema.named.merging([name: schema.json]) { $1 }
    }
  }

  private static func named(in schemas: [Schema]) -> [String: JSONValue] {
    schemas.reduce(into: [:]) { named, schema in named.merge(schema.named) { $1 } }
  }
}
