import MistModel
import MistWire

/// `POST /scripts/S`: what a script shall run on, and with what. The eras name the backend differently, and the last
/// one adds an environment and root.
struct ScriptOrder: Sendable {
  var machine: MachineReference
  /// Words for the remote shell, as they are.
  var parameters: String
  var environment: [String: String]
  var isAsRoot: Bool

  init(_ body: [String: JSONValue]) throws {
    let fields = Fields(body)
    guard let backend = try fields.text("backend_id") ?? fields.text("cloud_id") else {
      throw MistError.missing("backend_id")
    }
    guard let machine = try fields.text("machine_id") ?? fields.text("external_id") else {
      throw MistError.missing("machine_id")
    }
    self.machine = MachineReference(backend: BackendID(backend), machine: MachineID(machine))
    parameters = try fields.text("params") ?? ""
    environment = try Self.environment(body["env"])
    isAsRoot = try fields.flag("su") ?? false
  }

  /// The assignments in front of the script's command; empty for none.
  var environmentWords: String {
    guard !environment.isEmpty else { return "" }
    let words = environment.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value.replacing("'", with: #"'\''"#))'" }
    return "env \(words.joined(separator: " ")) "
  }

  /// An object, or the text of one, as the original's command line hands it on.
  private static func environment(_ given: JSONValue?) throws -> [String: String] {
    let wrong = MistError(.invalid, "env must be an object of texts by their names")
    var given = given ?? .null
    if case .string(let text) = given {
      guard !text.trimmingBlanks().isEmpty else { return [:] }
      guard let value = try? WireJSON.value(JSONValue.self, from: Array(text.utf8)) else { throw wrong }
      given = value
    }
    switch given {
    case .null: return [:]
    case .object(let members):
      let fields = Fields(members)
      return try members.reduce(into: [:]) { environment, member in
        guard member.key.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil else {
          throw MistError(.invalid, "'\(member.key)' is no name of an environment variable")
        }
        environment[member.key] = try member.value.string ?? fields.text(member.key) ?? ""
      }
    default: throw wrong
    }
  }
}
