import ArgumentParser
import Foundation
import MistCommands

/// The parts of ArgumentParser's own description of a command that matter here.
struct HelpDump: Decodable {
  struct Command: Decodable {
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var shouldDisplay: Bool?
    var isOptional: Bool?
    var isRepeating: Bool?
    var parsingStrategy: String?
    var names: [Name]?
    var valueName: String?
    var allValues: [String]?
    var completionKind: CompletionKind?
    var abstract: String?

    var isPositional: Bool { kind == "positional" }
    /// Without dashes, the preferred one first.
    var longNames: [String] { (names ?? []).filter { $0.kind == "long" }.map(\.name) }
  }

  /// What a declaration offers as values; one of the members is there.
  struct CompletionKind: Decodable {
    struct List: Decodable { var values: [String] }
    struct Line: Decodable { var command: String }
    struct Nothing: Decodable {}

    var list: List?
    var file: Nothing?
    var directory: Nothing?
    var shellCommand: Line?
  }

  var command: Command

  /// Asks ArgumentParser: about a millisecond. Empty for a description that is not understood.
  static func arguments(of command: any MistCommands.Command.Type) -> [Argument] {
    let dump = try? JSONDecoder().decode(HelpDump.self, from: Data(command._dumpHelp().utf8))
    return dump?.command.arguments ?? []
  }
}
