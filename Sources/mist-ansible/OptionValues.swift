import Foundation
import MistModel

/// What a task said, checked against what its module takes: no option is unknown, each has its type.
struct OptionValues {
  private var values: [String: JSONValue] = [:]

  /// Throws `MistError(.usage)` that names the option, never a secret.
  init(_ given: [String: JSONValue], for module: any AnsibleModule.Type) throws {
    let known = module.options + (module.usesService ? ModuleOption.ofEveryModule : [])
    var rest = given
    for option in known {
      let said = ([option.name] + option.aliases).filter { rest[$0] != nil }
      guard said.count <= 1 else {
        throw MistError(.usage, "\(module.name): \(said.joined(separator: " and ")) are the same option")
      }
      if let value = said.first.flatMap({ rest.removeValue(forKey: $0) }) {
        values[option.name] = try Self.checked(value, option, module)
      } else if let otherwise = option.otherwise {
        values[option.name] = otherwise
      } else if option.isRequired {
        throw MistError(.usage, "\(module.name) needs the option \(option.name)")
      }
    }
    guard rest.isEmpty else {
      let unknown = rest.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
      throw MistError(
        .usage, "\(module.name) has no option \(unknown)",
        hint: "it takes \(known.map(\.name).sorted().joined(separator: ", "))")
    }
  }

  func text(_ name: String) -> String? { values[name]?.string }
  func flag(_ name: String) -> Bool { values[name] == true }
  func value(_ name: String) -> JSONValue? { values[name] }
  func integer(_ name: String) -> Int? {
    if case .integer(let number) = values[name] { number } else { nil }
  }

  func texts(_ name: String) -> [String] {
    guard case .array(let texts) = values[name] else { return [] }
    return texts.compactMap(\.string)
  }

  /// A text that must say something where it stands at all.
  func name(_ name: String) throws -> String? {
    guard let text = text(name) else { return nil }
    guard !text.isEmpty else { throw MistError(.usage, "the option \(name) is empty") }
    return text
  }

  private static func checked(
    _ value: JSONValue, _ option: ModuleOption, _ module: any AnsibleModule.Type
  ) throws -> JSONValue {
    let typed: JSONValue? =
      switch option.kind {
      case .raw: value
      case .str, .path: text(of: value).map { .string($0) }
      case .list: list(of: value).map { .array($0.map { .string($0) }) }
      case .int: integer(of: value).map { .integer($0) }
      case .bool: flag(of: value).map { .bool($0) }
      }
    let shown = option.isSecret ? "its value" : text(of: value).map { "'\($0)'" } ?? "a list or a dictionary"
    guard let typed else {
      throw MistError(
        .usage, "\(module.name): \(option.name) must be of the type \(option.kind.rawValue), \(shown) is not")
    }
    guard option.choices.isEmpty || typed.string.map(option.choices.contains) == true else {
      throw MistError(
        .usage, "\(module.name): \(option.name) cannot be \(shown)",
        hint: "it is one of \(option.choices.joined(separator: ", "))")
    }
    return typed
  }

  /// YAML reads `9188` and `yes` as what they look like.
  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): flag ? "True" : "False"
    case .null, .array, .object: nil
    }
  }

  private static func list(of value: JSONValue) -> [String]? {
    guard case .array(let elements) = value else {
      return text(of: value).map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }
    let texts = elements.compactMap { text(of: $0) }
    return texts.count == elements.count ? texts : nil
  }

  private static func integer(of value: JSONValue) -> Int? {
    if case .integer(let number) = value { number } else { value.string.flatMap { Int($0) } }
  }

  private static func flag(of value: JSONValue) -> Bool? {
    switch value {
    case .bool(let flag): flag
    case .integer(0): false
    case .integer(1): true
    case .string(let text):
      switch text.lowercased() {
      case "yes", "true", "on", "1", "y", "t": true
      case "no", "false", "off", "0", "n", "f": false
      default: nil
      }
    default: nil
    }
  }
}
