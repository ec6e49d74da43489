import MistModel
import MistWire

/// The OpenAPI 3.1 document of the routes, put together from what each of them tells of itself.
struct OpenAPIDocument: Sendable {
  let groups: [OperationGroup]

  var json: JSONValue {
    let operations = groups.flatMap(\.operations)
    let paths = Dictionary(grouping: groups.flatMap { group in group.operations.map { (group.noun, $0) } }) {
      Self.template(of: $0.1.path)
    }
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Mist",
        // Of the protocol, not of the program.
        "version": "2",
        "description": .string(Self.description),
      ],
      "tags": .array(groups.map { ["name": .string($0.noun)] }),
      "paths": .object(
        paths.mapValues { entries in
          .object(
            Dictionary(
              entries.map { noun, operation in (operation.method.rawValue, operation.json(noun: noun)) },
              uniquingKeysWith: { $1 }))
        }),
      "components": [
        "schemas": .object(operations.reduce(into: Schema.errorBody.named) { $0.merge($1.schemas) { $1 } }),
        "responses": .object(
          Dictionary(Operation.Refusal.allCases.map { ($0.name, $0.json) }, uniquingKeysWith: { $1 })),
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

  /// `/keys/:key` as `/keys/{key}`.
  static func template(of path: String) -> String {
    path.split(separator: "/").reduce("") { path, part in
      path + "/" + (part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part))
    }
  }
}

// MARK: - Its parts

extension Operation {
  func json(noun: String) -> JSONValue {
    var responses: [String: JSONValue] = ["200": answer.json]
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
    (body?.schema.named ?? [:]).merging(answer.schema?.named ?? [:]) { $1 }
  }

  /// `getKeysKeyPrivate`.
  private var identifier: String {
    path.split { !$0.isLetter }.reduce(method.rawValue) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
  }

  private static func parameter(named name: String) -> JSONValue {
    [
      "name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "minLength": 1],
      "description": .string("Of the \(name), percent-encoded."),
    ]
  }
}

extension Operation.Parameter {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "in": .string(place.rawValue), "schema": Schema.text.json,
      "description": .string(meaning),
    ]
  }
}

extension Operation.Body {
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

extension Operation.Answer {
  fileprivate var schema: Schema? {
    switch self {
    case .json(let schema), .lines(let schema): schema
    case .done: nil
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .json(let schema):
      ["description": "It is done.", "content": ["application/json": ["schema": schema.json]]]
    case .lines(let schema):
      [
        "description": "One JSON value a line, each as it happens; lines may be empty.",
        "content": ["application/x-ndjson": ["itemSchema": schema.json]],
      ]
    case .done:
      ["description": "It is done.", "content": ["text/plain": ["schema": ["const": "OK"]]]]
    }
  }
}

extension Operation.Refusal {
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
