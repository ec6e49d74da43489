import MistModel

/// What `POST /backends/B/machines` asks for.
struct NewMachine: Sendable {
  var name: String
  var image: ImageID
  var size: SizeID?
  var location: LocationID?
  var networks: [NetworkID]
  var wantsFloatingIP: Bool
  var key: KeyID?
  /// Run on the new machine: this text, or one that is kept.
  var script: String?
  var scriptID: ScriptID?
  var parameters: String
  var isMonitored: Bool
  var quantity: Int
  /// Answered before anything is ordered.
  var isAsync: Bool
  var command: String?
  var environment: [String: String]

  private static let most = 100

  /// - Parameter body: fields that are null, empty or unknown count as not given.
  init(_ body: [String: JSONValue]) throws {
    let fields = Fields(body)
    name = try checkedName(fields.required("name"), what: "machine name")
    image = ImageID(try fields.required("image"))
    size = try fields.text("size").map { SizeID($0) }
    location = try fields.text("location").map { LocationID($0) }
    networks = try fields.list("networks").map { NetworkID($0) }
    wantsFloatingIP = try fields.flag("associate_floating_ip") ?? false
    key = try fields.text("key").map { KeyID($0) }
    script = try fields.verbatim("script")
    scriptID = try fields.text("script_id").map { ScriptID($0) }
    parameters = try fields.text("script_params") ?? ""
    isMonitored = try fields.flag("monitoring") ?? false
    isAsync = try fields.flag("async") ?? false
    command = try fields.text("docker_command")
    environment = try fields.texts("docker_env")
    guard let number = Int(try fields.text("quantity") ?? "1"), (1...Self.most).contains(number) else {
      throw MistError(.invalid, "quantity must be a number from 1 to \(Self.most)")
    }
    quantity = number
    guard script == nil || scriptID == nil else {
      throw MistError(.invalid, "script and script_id both say what to run", hint: "give one of them")
    }
    try Self.refuseOthers(fields)
  }

  /// Named `web-1`, `web-2` … where there are several.
  var names: [String] {
    quantity == 1 ? [name] : (1...quantity).map { "\(name)-\($0)" }
  }

  /// What the original took for some providers and no driver here can do: silence would look like success.
  private static func refuseOthers(_ fields: Fields) throws {
    for name in ["disk", "image_extra", "cloud_init"] {
      guard try fields.text(name) == nil else {
        throw MistError(.notSupported, "\(name) cannot be chosen in this version", hint: "leave it out")
      }
    }
    guard try fields.list("ips").isEmpty else {
      throw MistError(.notSupported, "addresses cannot be chosen in this version", hint: "leave them out")
    }
  }
}

extension Fields {
  /// As it stands; `nil` when absent, null or blank.
  func verbatim(_ name: String) throws -> String? {
    guard try text(name) != nil, case .string(let value) = body[name] else { return try text(name) }
    return value
  }

  /// Texts and numbers; empty when absent, null or an empty text.
  func list(_ name: String) throws -> [String] {
    switch body[name] {
    case nil, .null, .string(""): return []
    case .array(let items):
      return try items.enumerated().map { position, item in
        try Fields(["\(name).\(position)": item]).required("\(name).\(position)")
      }
    default: throw MistError(.invalid, "\(name) has the wrong type")
    }
  }

  /// Texts by name; empty when absent or null.
  func texts(_ name: String) throws -> [String: String] {
    switch body[name] {
    case nil, .null, .string(""): return [:]
    case .object(let members):
      var texts: [String: String] = [:]
      for (key, value) in members { texts[key] = try Fields(["\(name).\(key)": value]).text("\(name).\(key)") ?? "" }
      return texts
    default: throw MistError(.invalid, "\(name) has the wrong type")
    }
  }
}
