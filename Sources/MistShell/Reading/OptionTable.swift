import ArgumentParser
import Foundation
import MistCommands
import MistModel

/// The options a command declares, as ArgumentParser tells of them.
public struct OptionTable: Hashable, Sendable {
  public struct Option: Hashable, Sendable {
    /// Its long names without dashes, the preferred one first.
    public var names: [String]
    public var takesValue: Bool
    /// The next word is its value even if it begins with a dash.
    public var takesAnything: Bool

    public init(names: [String], takesValue: Bool, takesAnything: Bool = false) {
      self.names = names
      self.takesValue = takesValue
      self.takesAnything = takesAnything
    }
  }

  public var options: [Option]
  /// From its first word on, all that is left belongs to the command as it stands: `with machine db2: reboot --force`.
  public var capturesRest: Bool
  /// Options it does not know are its words: nothing is put right or taken out.
  public var takesUnknown: Bool

  public init(options: [Option], capturesRest: Bool = false, takesUnknown: Bool = false) {
    self.options = options
    self.capturesRest = capturesRest
    self.takesUnknown = takesUnknown
  }

  /// Asks ArgumentParser: about a millisecond, so it is done for a command only when a line needs it.
  public init(of command: any Command.Type) {
    let dump = try? JSONDecoder().decode(HelpDump.self, from: Data(command._dumpHelp().utf8))
    let arguments = dump?.command.arguments ?? []
    let options = arguments.compactMap { argument -> Option? in
      let names = (argument.names ?? []).filter { $0.kind == "long" }.map(\.name)
      guard argument.kind != "positional", !names.isEmpty else { return nil }
      let isAny = argument.parsingStrategy == "unconditional" || argument.parsingStrategy == "allRemainingInput"
      return Option(names: names, takesValue: argument.kind == "option", takesAnything: isAny)
    }
    self.init(
      options: options,
      capturesRest: arguments.contains { $0.kind == "positional" && $0.parsingStrategy == "allRemainingInput" },
      takesUnknown: arguments.contains { $0.kind == "positional" && $0.parsingStrategy == "allUnrecognized" })
  }

  /// The options of the shell itself, which every command has unless it declares one of that name.
  public static let common = [
    Option(names: ["format"], takesValue: true), Option(names: ["pretty"], takesValue: false),
    Option(names: ["yes"], takesValue: false),
  ]
}

/// The parts of ArgumentParser's own description of a command that matter here.
private struct HelpDump: Decodable {
  struct Command: Decodable {
    var arguments: [Argument]?
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var parsingStrategy: String?
    var names: [Name]?
  }

  var command: Command
}

// TEMP
extension OptionTable { var secretNames: Set<String> { [] } }
