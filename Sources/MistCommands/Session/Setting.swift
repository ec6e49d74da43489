import MistModel
import MistOutput

/// What `set NAME VALUE` can change.
enum Setting: String, CaseIterable {
  case format
  case readOnly = "read-only"
  case yes

  /// What it can be, for messages.
  var values: String {
    switch self {
    case .format: OutputFormat.allCases.map(\.rawValue).joined(separator: "|")
    case .readOnly, .yes: "on|off"
    }
  }

  func value(in settings: Settings) -> String {
    switch self {
    case .format: settings.format.rawValue
    case .readOnly: settings.isReadOnly ? "on" : "off"
    case .yes: settings.assumesYes ? "on" : "off"
    }
  }

  /// Throws `MistError(.usage)` for a value it cannot have.
  func change(_ settings: inout Settings, to value: String) throws {
    switch self {
    case .format: settings.format = try acceptable(OutputFormat(rawValue: value), value)
    case .readOnly: settings.isReadOnly = try acceptable(Self.flags[value], value)
    case .yes: settings.assumesYes = try acceptable(Self.flags[value], value)
    }
  }

  private func acceptable<Known>(_ known: Known?, _ value: String) throws -> Known {
    guard let known else {
      throw MistError(.usage, "\(rawValue) cannot be '\(escaped(value))'", hint: "set \(rawValue) \(values)")
    }
    return known
  }

  private static let flags = ["on": true, "yes": true, "true": true, "off": false, "no": false, "false": false]
}
