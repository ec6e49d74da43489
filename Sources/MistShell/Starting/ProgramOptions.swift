import MistCommands
import MistModel
import MistOutput

/// The program's own options, which stand before the command: `mist-shell --url URL list-machines --pretty`.
public struct ProgramOptions: Hashable, Sendable {
  public var stateFolder: String?
  /// A file with base addresses in place of the providers' own.
  public var endpointsFile: String?
  public var url: String?
  /// Gets into the service at the URL, in place of e-mail and password.
  public var token: SecretText?
  /// The path of a PEM file: who the service at the URL is trusted by.
  public var authorities: String?
  /// A service that was logged in to before.
  public var account: String?
  public var configFile: String?
  /// Opens the store's vault.
  public var passphrase: SecretText?
  public var format: OutputFormat?
  /// `--set NAME=VALUE`.
  public var variables: [String: String] = [:]
  public var keepsGoing = false
  public var assumesYes = false
  public var showsVersion = false
  public var showsHelp = false
  /// A completion script or the manual is printed, and nothing else done.
  public var printed: Printed?
  /// `-c LINE`, each in turn.
  public var lines: [String] = []
  /// `-f FILE`; `-` is standard input.
  public var file: String?
  /// A command and its words; behind `-c` and `-f` the `$1`, `$2` … of the script.
  public var words: [String] = []

  /// What the program prints of itself.
  public enum Printed: Hashable, Sendable {
    case completionScript(SystemShell)
    case manualPage
  }

  public init() {}

  /// - Parameter arguments: without the program's name.
  /// - Throws: `MistError(.usage)`.
  public init(_ arguments: [String]) throws(MistError) {
    var rest = arguments[...]
    while let word = rest.first, word.hasPrefix("-"), word != "-" {
      rest.removeFirst()
      if word == "--" { break }
      try take(word, &rest)
    }
    words = Array(rest)
    if let account, url != nil || token != nil || authorities != nil {
      throw MistError(
        .usage, "--account \(escaped(account)) names a service, and so do --url, --token and --ca",
        hint: "leave one of them out")
    }
    if file != nil, !lines.isEmpty {
      throw MistError(.usage, "-c and -f cannot be given together", hint: "give the lines or the file")
    }
  }

  private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(MistError) {
    let split = word.hasPrefix("--") ? word.firstIndex(of: "=") : nil
    let name = String(word[..<(split ?? word.endIndex)])
    let attached = split.map { String(word[word.index(after: $0)...]) }
    if try takeFlag(name, attached) { return }
    guard Self.takingValue.contains(name) else { throw unknown(name) }
    guard let value = attached ?? rest.popFirst() else {
      throw MistError(.usage, "\(name) needs a value", hint: Self.helpHint)
    }
    try set(name, value)
  }

  /// `false` for what is not an option without value.
  private mutating func takeFlag(_ name: String, _ value: String?) throws(MistError) -> Bool {
    switch name {
    case "--keep-going": keepsGoing = true
    case "--yes": assumesYes = true
    case "--pretty": format = .pretty
    case "--version": showsVersion = true
    case "--help", "-h": showsHelp = true
    case "--generate-man-page": printed = .manualPage
    default: return false
    }
    if value != nil { throw MistError(.usage, "\(name) takes no value") }
    return true
  }

  private mutating func set(_ name: String, _ value: String) throws(MistError) {
    // Mostly a variable of the calling shell that is not set: then no other store or service is meant.
    guard !value.isEmpty || !Self.places.contains(name) else { throw MistError(.usage, "\(name) is empty") }
    switch name {
    case "--state": stateFolder = value
    case "--endpoints": endpointsFile = value
    case "--url": url = value
    case "--token": token = SecretText(value)
    case "--ca": authorities = value
    case "--account": account = value
    case "--config": configFile = value
    case "--passphrase": passphrase = SecretText(value)
    case "-c": lines.append(value)
    case "-f": file = value
    case "--generate-completion-script":
      guard let shell = SystemShell(rawValue: value) else {
        let all = SystemShell.allCases.map(\.rawValue).joined(separator: ", ")
        throw MistError(.usage, "\(name) takes one of \(all)", hint: Self.helpHint)
      }
      printed = .completionScript(shell)
    case "--format":
      guard let known = OutputFormat(rawValue: value) else {
        let all = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw MistError(.usage, "--format takes one of \(all)", hint: Self.helpHint)
      }
      format = known
    default:
      let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let first = parts[0].utf8.first, !Ascii.isDigit(first),
        parts[0].utf8.allSatisfy(Ascii.isNamePart)
      else {
        throw MistError(.usage, "--set needs NAME=VALUE, the name of letters, digits and _")
      }
      variables[parts[0]] = parts[1]
    }
  }

  private func unknown(_ name: String) -> MistError {
    let near = nearest(name, among: Self.flags + Self.takingValue)
    return MistError(
      .usage, "unknown option \(escaped(name)) before the command",
      hint: near.isEmpty ? Self.helpHint : "did you mean \(near.joined(separator: ", "))?")
  }

  private static let flags = ["--keep-going", "--yes", "--pretty", "--version", "--help", "--generate-man-page"]
  private static let takingValue = [
    "--state", "--endpoints", "--url", "--token", "--ca", "--account", "--config", "--passphrase", "--format", "--set",
    "-c", "-f",
    "--generate-completion-script",
  ]
  /// What says where something is.
  private static let places: Set = ["--state", "--endpoints", "--url", "--ca", "--account", "-f"]
  private static let helpHint = "--help shows the options"

  /// What `--help` prints.
  public static let help = """
    mist-shell [OPTIONS] [COMMAND [ARGUMENTS]]

    Without a command: the prompt at a terminal, else a script from standard input.

      --state FOLDER     the store of the embedded service (~/.local/share/mist-shell)
      --endpoints FILE   providers at other addresses than their own (endpoints.json in the store)
      --passphrase SECRET  seals and opens the store: @prompt, @env:NAME or @file:PATH
      --url URL          be a client of the Mist service there
      --token SECRET     get in there by a token: @prompt, @env:NAME or @file:PATH
      --ca FILE          authorities to trust in place of the system's, PEM
      --account NAME     be a client of the service that NAME is logged in to; local is the embedded one
      --config FILE      where the service is and who logs in (~/.mist)
      --format FORMAT    plain, pretty, json, yaml or csv
      --pretty           the same as --format pretty
      --set NAME=VALUE   a variable for the lines: $NAME
      --keep-going       a script goes on after an error
      --yes              confirm beforehand what is asked before something is lost
      -c LINE            run this line; may be given again
      -f FILE [WORD …]   run the lines of a file; the words are its $1, $2 …
      --generate-completion-script SHELL  for bash, zsh or fish, with live names
      --generate-man-page                 the manual, for man -l
      --version          print the version
      --help             print this

    mist-shell help lists the commands.

    """
}
