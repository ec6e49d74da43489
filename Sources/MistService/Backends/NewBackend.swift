import MistModel
import MistProviders

/// What `POST /backends` asks for, read from the bodies of both eras.
struct NewBackend: Sendable {
  var description: ProviderDescription
  var title: String
  /// By the wire's names, those left out given their defaults.
  var parameters: [String: String]
  /// Whether the credentials are tried before anything is kept.
  var isVerified: Bool

  var identity: AccountIdentity { description.identity(title, parameters) }
  var id: BackendID { BackendDigest.id(of: identity.digestInput) }

  /// - Parameter body: fields that are null, empty or unknown count as not given.
  init(_ body: [String: JSONValue]) throws {
    let fields = Fields(body)
    let (description, region) = try Self.provider(named: try fields.required("provider"))
    let title = try checkedName(fields.required("title"), what: "backend name")
    self.description = description
    self.title = title
    isVerified = try fields.flag("remove_on_error") ?? true
    parameters = [:]
    for parameter in description.parameters {
      parameters[parameter.name] = try Self.value(of: parameter, in: fields, region: region)
    }
    parameters.merge(description.fixedParameters(title)) { _, fixed in fixed }
  }

  private static func value(
    of parameter: ProviderParameter, in fields: Fields, region: String?
  ) throws -> String? {
    let given = try fields.text(parameter.name) ?? parameter.oldName.flatMap { try fields.text($0) }
    guard let value = given ?? (parameter.name == "region" ? region : nil) ?? parameter.defaultValue else {
      guard !parameter.isRequired else { throw MistError.missing(parameter.name) }
      return nil
    }
    guard parameter.isSecret || !value.unicodeScalars.contains(where: \.isControl) else {
      throw MistError(.invalid, "\(parameter.name) holds a control character")
    }
    guard parameter.isPort else { return value }
    guard let port = Int(value), (1...65_535).contains(port) else {
      throw MistError(.invalid, "\(parameter.name) must be a number from 1 to 65535")
    }
    return String(port)
  }

  /// The first era named a region in the provider's place: `ec2_eu_west`, `rackspace:dfw`.
  private static func provider(named name: String) throws -> (ProviderDescription, region: String?) {
    if let description = ProviderCatalog.description(of: ProviderID(name)) { return (description, nil) }
    if let owner = ProviderCatalog.all.first(where: { $0.provider.regions.contains { $0.id == name } }) {
      return (owner, name)
    }
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 2, let description = ProviderCatalog.description(of: ProviderID(parts[0])) {
      return (description, parts[1])
    }
    throw MistError(.invalid, "no provider '\(name)'", hint: "list-providers shows them")
  }
}

/// The fields of a JSON object whose values come as text, number or truth value, as each client likes.
struct Fields: Sendable {
  let body: [String: JSONValue]

  init(_ body: [String: JSONValue]) {
    self.body = body
  }

  /// Trimmed; `nil` when absent, null or empty.
  func text(_ name: String) throws -> String? {
    let text: String
    switch body[name] {
    case nil, .null: return nil
    case .string(let value): text = value.trimmingBlanks()
    case .integer(let value): text = String(value)
    case .bool(let value): text = value ? "true" : "false"
    case .number(let value): text = Int(exactly: value).map(String.init) ?? String(value)
    case .array, .object: throw MistError(.invalid, "\(name) has the wrong type")
    }
    return text.isEmpty ? nil : text
  }

  /// As it is, for a password; `nil` when absent or null.
  func untrimmed(_ name: String) throws -> String? {
    try body[name]?.string ?? text(name)
  }

  func required(_ name: String) throws -> String {
    guard let text = try text(name) else { throw MistError.missing(name) }
    return text
  }

  /// `1`, `true`, `"True"` and their opposites.
  func flag(_ name: String) throws -> Bool? {
    guard let text = try text(name)?.lowercased() else { return nil }
    switch text {
    case "1", "true": return true
    case "0", "false": return false
    default: throw MistError(.invalid, "\(name) must be 1 or 0")
    }
  }
}
