import MistCommands

/// What `--generate-man-page` prints: everything that `help` tells, on one page.
public enum ManualPage {
  /// The page in roff; `man -l` shows it.
  ///
  /// - Parameter commands: those of the program.
  public static func text(of commands: CommandTable) -> String {
    var page = Roff()
    page.request("TH", "MIST-SHELL", "1", "", "mist-shell \(Version.current)", "User Commands")
    page.request("SH", "NAME")
    page.write("mist-shell - servers on every cloud: an interactive shell, a client and the service, in one")
    page.request("SH", "SYNOPSIS")
    page.entry("mist-shell", value: "[OPTIONS] [COMMAND [ARGUMENTS]]", "")
    page.entry("mist", value: "[OPTIONS] COMMAND [ARGUMENTS]", "")
    page.request("SH", "DESCRIPTION")
    page.write(description)
    page.request("SH", "OPTIONS")
    for option in ProgramOptions.described { page.entry(option.name, value: option.value, option.text) }
    page.request("SH", "COMMANDS")
    page.write("Every command also takes --format FORMAT, --pretty and --yes.")
    for section in commands.shownSections {
      page.request("SS", section.title)
      for command in section.commands { describe(command, on: &page) }
    }
    page.request("SH", "TOPICS")
    for topic in HelpTopic.all {
      page.request("SS", topic.title)
      page.example(topic.text)
    }
    page.request("SH", "EXIT STATUS")
    for status in ExitStatus.allCases { page.entry("\(status.rawValue)", status.meaning) }
    page.request("SH", "FILES")
    for (path, text) in files { page.entry(path, text) }
    page.request("SH", "SEE ALSO")
    page.write("ssh(1), ssh_config(5)")
    return page.text
  }

  private static let description = """
    Without a command it is the prompt at a terminal, and a script from standard input elsewhere.
    Backends (accounts at providers, or single servers), keys, tags and scripts rest in a store of its own.
    With --url it is a client of a Mist service elsewhere, with the command serve it is that service for others.
    Called mist, it is the command line alone: without a command it tells how to use it, and ends with status 2.
    """

  private static let files = [
    ("~/.local/share/mist-shell", "The store; below XDG_DATA_HOME where that is set. --state names another."),
    ("~/.mist", "Which service elsewhere, and who logs in there; --config names another file."),
    ("~/.mistrc", "Lines that the prompt runs first: alias, macro and set."),
  ]

  private static func describe(_ command: any Command.Type, on page: inout Roff) {
    let arguments = CommandArguments(of: command)
    let words = arguments.positionals.filter { !$0.isHidden }.map { argument in
      "[" + argument.valueName.uppercased() + (argument.isRepeating ? " ..." : "") + "]"
    }
    let configuration = command.configuration
    let also = configuration.aliases.isEmpty ? "" : "Also: \(configuration.aliases.joined(separator: ", "))."
    page.entry(
      command.name, value: words.joined(separator: " "),
      [configuration.abstract, configuration.discussion, also].filter { !$0.isEmpty }.joined(separator: "\n"))
    page.request("RS")
    let own = arguments.options.filter { !$0.isHidden && !["help", "format", "pretty"].contains($0.names.first) }
    for argument in arguments.positionals where !argument.isHidden && !argument.help.isEmpty {
      page.entry(argument.valueName.uppercased(), argument.help)
    }
    for option in own {
      let names = option.names.map { "--" + $0 }.joined(separator: ", ")
      page.entry(names, value: option.takesValue ? option.valueName.uppercased() : "", option.help)
    }
    page.request("RE")
    guard !command.examples.isEmpty else { return }
    page.request("IP")
    page.example(command.examples.joined(separator: "\n"))
  }
}

extension ExitStatus {
  /// In the manual.
  fileprivate var meaning: String {
    switch self {
    case .success: "All went well."
    case .failed: "A command failed."
    case .usage: "A line or an option is not understood; nothing ran."
    case .scriptStopped: "A script stopped at an error."
    case .notLoggedIn: "Not logged in."
    case .refused: "Refused: not confirmed, or read-only."
    case .serviceUnreachable: "The service is unreachable."
    case .interrupted: "Interrupted."
    }
  }
}
