import ArgumentParser
import MistCommands

/// The options a command declares, as ArgumentParser tells of them.
public struct OptionTable: Hashable, Sendable {
  public struct Option: Hashable, Sendable {
    /// Its long names without dashes, the preferred one first.
    public var names: [String]
    public var takesValue: Bool
    /// The next word is its value even if it begins with a dash.
    public var takesAnything: Bool
    /// Its values are `SecretText`.
    public var isSecret = false

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
  /// How many words it takes that belong to no option; `nil` for any number.
  var mostWords: Int?

  public init(options: [Option], capturesRest: Bool = false, takesUnknown: Bool = false) {
    self.options = options
    self.capturesRest = capturesRest
    self.takesUnknown = takesUnknown
  }

  /// Asks ArgumentParser: some milliseconds the first time, so it is done for a command only when a line needs it, and
  /// never for one that takes nothing.
  public init(of command: any Command.Type) {
    if command.takesNothing {
      self.init(options: [Option(names: ["help"], takesValue: false)])
      mostWords = 0
    } else {
      self.init(HelpDump.arguments(of: command))
    }
  }

  init(_ arguments: [HelpDump.Argument]) {
    self.init(
      options: arguments.compactMap(Option.init),
      capturesRest: arguments.contains { $0.isPositional && $0.parsingStrategy == "allRemainingInput" },
      takesUnknown: arguments.contains { $0.isPositional && $0.parsingStrategy == "allUnrecognized" })
    let positional = arguments.filter(\.isPositional)
    mostWords = positional.contains { $0.isRepeating == true } ? nil : positional.count
  }

  /// The options of the shell itself, which every command has unless it declares one of that name.
  public static let common = [
    Option(names: ["format"], takesValue: true), Option(names: ["pretty"], takesValue: false),
    Option(names: ["yes"], takesValue: false),
  ]

  /// Those of `common` that the command does not declare itself.
  var shared: [Option] {
    let taken = Set(options.flatMap(\.names))
    return Self.common.filter { taken.isDisjoint(with: $0.names) }
  }
}

extension OptionTable.Option {
  /// `nil` for what has no long name.
  init?(_ argument: HelpDump.Argument) {
    guard !argument.isPositional, !argument.longNames.isEmpty else { return nil }
    let isAny = argument.parsingStrategy == "unconditional" || argument.parsingStrategy == "allRemainingInput"
    self.init(names: argument.longNames, takesValue: argument.kind == "option", takesAnything: isAny)
    isSecret = argument.completionKind?.list?.values == SecretText.forms
  }
}

extension Sequence<OptionTable.Option> {
  /// The options that a typed spelling can mean, each with its declared name: the one so spelled, else all whose
  /// preferred name it is the beginning of, else all of which it begins another name. `--yes`, which gives a
  /// confirmation, has no beginnings.
  func meant(by typed: String) -> [(name: String, option: OptionTable.Option)] {
    let spelling = OptionTable.Option.canonical(typed)
    for name in [typed, spelling] {
      if let option = first(where: { $0.names.contains(name) }) { return [(name, option)] }
    }
    guard !spelling.isEmpty else { return [] }
    func begun(_ names: (OptionTable.Option) -> ArraySlice<String>) -> [(name: String, option: OptionTable.Option)] {
      compactMap { option in
        names(option).first { $0 != "yes" && $0.hasPrefix(spelling) }.map { (name: $0, option: option) }
      }
    }
    let preferred = begun { $0.names.prefix(1) }
    return preferred.isEmpty ? begun { $0.names[...] } : preferred
  }
}

extension OptionTable.Option {
  /// `image_id` and `openstack--username` as they are declared: one dash between words.
  static func canonical(_ name: String) -> String {
    name.split { $0 == "_" || $0 == "-" }.joined(separator: "-")
  }
}

extension OptionTable {
  /// The names of the options whose values are secrets.
  var secretNames: Set<String> { Set(options.filter(\.isSecret).flatMap(\.names)) }
}
