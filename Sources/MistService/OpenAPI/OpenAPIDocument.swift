import MistModel
import MistWire

/// The OpenAPI 3.1 document of the routes, put together from what each of them tells of itself.
struct OpenAPIDocument: Sendable {
  let mounts: [Mount]

  var json: JSONValue {
    let nouns = mounts.flatMap(\.sets).reduce(into: [String]()) { nouns, set in
      let noun = type(of: set).noun
      if !nouns.contains(noun) { nouns.append(noun) }
    }
    let entries = mounts.flatMap(\.entries)
    let paths = Dictionary(grouping: entries) { RouteDescription.template(of: $0.description.path) }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Mist",
        // Of the protocol, not of the program.
        "version": "2",
        "description": .string(Self.description),
      ],
      "tags": .array(nouns.map { ["name": .string($0)] }),
      "paths": .object(
        paths.mapValues { entries in
          .object(
            Dictionary(
              entries.map { ($0.description.method.rawValue, $0.description.json(noun: $0.noun)) },
              uniquingKeysWith: { $1 }))
        }),
      "components": [
        "schemas": .object(
          entries.reduce(into: Schema.errorBody.named) { $0.merge($1.description.schemas) { $1 } }),
        "responses": .object(
          Dictionary(RouteDescription.Refusal.allCases.map { ($0.name, $0.json) }, uniquingKeysWith: { $1 })),
        "securitySchemes": [
          "token": [
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "`mist_1 EMAIL:TOKEN`, or the token alone, as `POST /auth` gave it.",
          ]
        ],
      ],
    ]
  }

  private static let description = """
    Bodies are JSON whatever their content type says; members that are null count as left out, unknown ones are not \
    looked at. An error is a status and a short text; with the header `\(WireHeader.client): 1` it is JSON.
    """
}

/// Route sets below a path, in the words of an era.
struct Mount: Sendable {
  /// `/api/v1/clouds`; empty for the top.
  var path: String
  var era: Era
  var sets: [any RouteSet]

  var entries: [(noun: String, description: RouteDescription)] {
    sets.flatMap { set in
      let type = type(of: set)
      return type.descriptions(era).map { (type.noun, $0.below(path)) }
    }
  }
}

// MARK: - Its parts

extension RouteDescription {
  func json(noun: String) -> JSONValue {
    var responses: [String: JSONValue] = [:]
    if let answer { responses["200"] = answer.json }
    for refusal in refusals {
      responses[String(refusal.rawValue)] = ["$ref": .string("#/components/responses/\(refusal.name)")]
    }
    var json: [String: JSONValue] = [
      "operationId": .string(identifier),
      "summary": .string(summary),
      "tags": [.string(noun)],
      "security": needsLogin ? [["token": []]] : [],
      "responses": .object(responses),
    ]
    let parameters = captures.map(Self.parameter) + self.parameters.map(\.json)
    if !parameters.isEmpty { json["parameters"] = .array(parameters) }
    if let body { json["requestBody"] = body.json }
    return .object(json)
  }

  /// The named schemas that it refers to.
  var schemas: [String: JSONValue] {
    (body?.schema.named ?? [:]).merging(answer?.schema?.named ?? [:]) { $1 }
  }

  /// `getKeysKeyPrivate`.
  private var identifier: String {
    Self.template(of: path).split { !$0.isLetter && !$0.isNumber }
      .reduce(method.rawValue) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  private static func parameter(named name: String) -> JSONValue {
    [
      "name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1],
      "description": .string("Of the \(name), percent-encoded."),
    ]
  }
}

extension RouteDescription.Parameter {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "in": .string(place.rawValue), "schema": Schema.text.json,
      "description": .string(meaning),
    ]
  }
}

extension RouteDescription.Body {
  fileprivate var schema: Schema {
    switch self {
    case .required(let schema), .optional(let schema): schema
    }
  }

  fileprivate var json: JSONValue {
    var isRequired = false
    if case .required = self { isRequired = true }
    return ["required": .bool(isRequired), "content": ["application/json": ["schema": schema.json]]]
  }
}

extension RouteDescription.Answer {
  fileprivate var schema: Schema? {
    switch self {
    case .json(let schema), .lines(let schema): schema
    case .done, .page, .plain: nil
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .json(let schema):
      ["description": "It is done.", "content": ["application/json": ["schema": schema.json]]]
    case .lines(let schema):
      [
        "description": "One JSON value a line, each as it happens; lines may be empty.",
        // OpenAPI 3.1 has no word of its own for the lines of a body.
        "content": ["application/x-ndjson": ["schema": Schema.text.json, "x-itemSchema": schema.json]],
      ]
    case .done:
      ["description": "It is done.", "content": ["text/plain": ["schema": ["const": "OK"]]]]
    case .page:
      ["description": "A page.", "content": ["text/html": ["schema": Schema.text.json]]]
    case .plain:
      ["description": "Text.", "content": ["text/plain": ["schema": Schema.text.json]]]
    }
  }
}

extension RouteDescription.Refusal {
  fileprivate var name: String { "\(self)" }

  fileprivate var json: JSONValue {
    [
      "description": .string(meaning),
      "content": [
        "text/plain": ["schema": Schema.text.json], "application/json": ["schema": Schema.errorBody.json],
      ],
    ]
  }

  private var meaning: String {
    switch self {
    case .invalid: "The request does not say what it must, or a value is not acceptable. Nothing was done."
    case .notLoggedIn: "No valid token or password, or a machine or provider did not accept the credentials."
    case .refused: "Not allowed to this login, or the backend is disabled."
    case .notFound: "Nothing has that id."
    case .notSupported: "The provider or the machine cannot do this."
    case .conflict: "The name or the thing is there already."
    case .tooMany: "Too many attempts; try again later."
    case .failed: "It was tried and did not work."
    case .unreachable: "A machine or its provider could not be reached."
    }
  }
}
