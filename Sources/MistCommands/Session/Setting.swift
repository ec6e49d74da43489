import MistModel
import MistOutput

/// What `set NAME VALUE` can change.
public enum Setting: String, CaseIterable, Sendable {
  case format
  case readOnly = "read-only"
  case yes
  case pager
  case hints

  /// What it is for, in one line.
  public var meaning: String {
    switch self {
    case .format: "how results are printed"
    case .readOnly: "refuses every command that changes something; not > and |!"
    case .yes: "takes every confirmation as given"
    case .pager: "what shows a result that is longer than the screen"
    case .hints: "shows what could come next behind the typed text"
    }
  }

  /// What it can be; an open list ends in a word in capitals.
  public var choices: [String] {
    switch self {
    case .format: OutputFormat.allCases.map(\.rawValue)
    case .readOnly, .yes, .hints: ["on", "off"]
    case .pager: ["on", "off", "PROGRAM"]
    }
  }

  func value(in settings: Settings) -> String {
    switch self {
    case .format: settings.format.rawValue
    case .readOnly: Self.word(settings.isReadOnly)
    case .yes: Self.word(settings.assumesYes)
    case .pager:
      switch settings.pager {
      case .off: "off"
      case .automatic: "on"
      case .program(let line): line
      }
    case .hints: Self.word(settings.showsHints)
    }
  }

  /// Throws `MistError(.usage)` for a value it cannot have.
  func change(_ settings: inout Settings, to value: String) throws {
    switch self {
    case .format: settings.format = try acceptable(OutputFormat(rawValue: value), value)
    case .readOnly: settings.isReadOnly = try acceptable(Self.flags[value], value)
    case .yes: settings.assumesYes = try acceptable(Self.flags[value], value)
    case .pager: settings.pager = Self.flags[value].map { $0 ? .automatic : .off } ?? .program(value)
    case .hints: settings.showsHints = try acceptable(Self.flags[value], value)
    }
  }

  private func acceptable<Known>(_ known: Known?, _ value: String) throws -> Known {
    guard let known else {
      throw MistError(
        .usage, "\(rawValue) cannot be '\(escaped(value))'", hint: "set \(rawValue) \(choices.joined(separator: "|"))")
    }
    return known
  }

  private static let flags = ["on": true, "yes": true, "true": true, "off": false, "no": false, "false": false]

  private static func word(_ flag: Bool) -> String { flag ? "on" : "off" }
}
