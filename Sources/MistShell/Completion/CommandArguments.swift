import MistCommands
import MistOutput

/// What a command takes, as TAB and `?` need it.
struct CommandArguments: Sendable {
  /// Where an argument's values come from.
  enum Source: Hashable, Sendable {
    case names(NameSlot)
    /// One of these, each with what it means if that is known.
    case list([String])
    case secret
    case files
    /// A text or a number that only the person knows.
    case anything
  }

  struct Argument: Hashable, Sendable {
    /// Long names without dashes, the preferred one first; empty for a positional one.
    var names: [String]
    /// What stands for the value: `machine`.
    var valueName: String
    var help: String
    var takesValue: Bool
    var isRepeating: Bool
    /// Not to be offered, but understood.
    var isHidden: Bool
    var source: Source
  }

  /// How its options are spelled.
  let spelling: OptionTable
  /// Those of the shell itself come last.
  let options: [Argument]
  let positionals: [Argument]

  init(of command: any Command.Type) {
    let dump = HelpDump.arguments(of: command)
    spelling = OptionTable(dump)
    let declared = dump.filter { !$0.isPositional && !$0.longNames.isEmpty }.map(Argument.init)
    positionals = dump.filter(\.isPositional).map(Argument.init)
    let isHelp: (Argument) -> Bool = { $0.names.contains("help") }
    let shared = spelling.takesUnknown ? [] : spelling.shared.compactMap(Argument.init(shared:))
    options = declared.filter { !isHelp($0) } + shared + declared.filter(isHelp)
  }

  /// The option that a word spells; `nil` when it is none or could be several.
  func option(spelled typed: String) -> Argument? {
    let meant = (spelling.options + spelling.shared).meant(by: typed)
    guard let name = meant.first?.name, meant.count == 1 else { return nil }
    return options.first { $0.names.contains(name) }
  }
}

extension CommandArguments.Argument {
  init(_ argument: HelpDump.Argument) {
    self.init(
      names: argument.isPositional ? [] : argument.longNames, valueName: argument.valueName ?? "value",
      help: argument.abstract ?? "", takesValue: argument.kind != "flag", isRepeating: argument.isRepeating ?? false,
      isHidden: argument.shouldDisplay == false, source: .init(argument))
  }

  /// One of the shell's own options. `--yes` is not offered where nothing is asked.
  init?(shared option: OptionTable.Option) {
    let texts = ["format": "How the result is written.", "pretty": "As a table with a frame."]
    guard let name = option.names.first, let help = texts[name] else { return nil }
    let formats = OutputFormat.allCases.map(\.rawValue)
    self.init(
      names: option.names, valueName: name, help: help, takesValue: option.takesValue, isRepeating: false,
      isHidden: false, source: option.takesValue ? .list(formats) : .anything)
  }
}

extension CommandArguments.Source {
  func isOf(_ kind: NameKind) -> Bool {
    if case .names(let slot) = self { slot.kind == kind } else { false }
  }

  init(_ argument: HelpDump.Argument) {
    let kind = argument.completionKind
    if let values = kind?.list?.values {
      self = values == SecretText.forms ? .secret : .list(values)
    } else if let slot = kind?.shellCommand.flatMap({ NameSlot(completionCommand: $0.command) }) {
      self = .names(slot)
    } else if kind?.file != nil || kind?.directory != nil {
      self = .files
    } else if let values = argument.allValues, !values.isEmpty {
      self = .list(values)
    } else {
      self = .anything
    }
  }
}
