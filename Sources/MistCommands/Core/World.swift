import MistModel
import MistOutput

/// Everything outside the program that a command or the shell may touch. `main` makes the real one, a test its own:
/// nothing else reads the clock, the terminal, the environment or a file.
public struct World: Sendable {
  public enum Channel: Sendable {
    case output, errors
    /// On standard error too, but soon drawn over: no part of what is kept.
    case progress
  }

  /// What the program was called by; its errors begin with it.
  public var programName = "mist-shell"
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  public var environment: [String: String]
  public var homeFolder: String
  /// A person types the lines.
  public var inputIsTerminal: Bool
  public var outputIsTerminal: Bool
  public var errorsAreTerminal = false
  public var terminalWidth: @Sendable () -> Int
  public var terminalHeight: @Sendable () -> Int = { 24 }
  public var write: @Sendable (Channel, [UInt8]) -> Void
  /// Asks at the terminal and reads one line; `nil` at the end of input. Only where `inputIsTerminal`.
  public var ask: @Sendable (_ question: String) -> String?
  /// The same without echo.
  public var askSecret: @Sendable (_ question: String) -> String?
  /// A whole file; a path's `~` is already resolved. Throws `MistError(.storage)` that names the path.
  public var readFile: @Sendable (_ path: String) throws -> [UInt8]
  /// Writes a whole file, or adds to its end; a path's `~` is already resolved. Throws `MistError(.storage)` that names
  /// the path.
  public var writeFile: @Sendable (_ path: String, _ bytes: [UInt8], _ adds: Bool) throws -> Void = { path, _, _ in
    throw MistError(.storage, "\(path) cannot be written here")
  }
  /// Writes a whole file that its owner alone may read, whatever was there before; its folder is made if need be.
  public var writePrivateFile: @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void = { path, _ in
    throw MistError(.storage, "\(path) cannot be written here")
  }
  /// Throws `MistError(.storage)` when a file cannot be written there; writes nothing.
  public var checkWritable: @Sendable (_ path: String) throws -> Void = { _ in }
  /// Makes a folder and those above it, where they are not there yet.
  public var makeFolder: @Sendable (_ path: String) throws -> Void = { _ in }
  /// The names in a folder, those of folders with a `/` behind; empty when it cannot be read.
  public var namesInFolder: @Sendable (_ path: String) -> [String] = { _ in [] }
  /// Runs a line of the system's shell with these bytes as its input and the terminal as its output, and gives back its
  /// exit status.
  public var runProgram: @Sendable (_ line: String, _ input: [UInt8]) async throws -> Int32 = { line, _ in
    throw MistError(.notSupported, "no programs can be run here: \(line)")
  }
  /// Files that the shell keeps for itself; `nil` when nothing is kept.
  public var stateFiles: (any StateFiles)?
  /// Tells the lines of this shell from those of others that run beside it.
  public var sessionID = "0"
  /// Waits this many seconds; throws `CancellationError` when the task is cancelled.
  public var sleep: @Sendable (_ seconds: Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
  /// Hands the terminal over to `ssh` and gives back its exit status.
  public var openSSH: @Sendable (InteractiveLogin) async throws -> Int32
  /// Lends the terminal, key by key, to a shell on a machine until that ends.
  public var lendTerminal: MachineTerminal.Work = { _ in throw MistError(.notSupported, "there is no terminal here") }

  public init(
    now: @escaping @Sendable () -> Double, environment: [String: String], homeFolder: String, inputIsTerminal: Bool,
    outputIsTerminal: Bool, terminalWidth: @escaping @Sendable () -> Int,
    write: @escaping @Sendable (Channel, [UInt8]) -> Void,
    ask: @escaping @Sendable (_ question: String) -> String?,
    askSecret: @escaping @Sendable (_ question: String) -> String?,
    readFile: @escaping @Sendable (_ path: String) throws -> [UInt8],
    openSSH: @escaping @Sendable (InteractiveLogin) async throws -> Int32
  ) {
    self.now = now
    self.environment = environment
    self.homeFolder = homeFolder
    self.inputIsTerminal = inputIsTerminal
    self.outputIsTerminal = outputIsTerminal
    self.terminalWidth = terminalWidth
    self.write = write
    self.ask = ask
    self.askSecret = askSecret
    self.readFile = readFile
    self.openSSH = openSSH
  }
}

extension World {
  /// Colours and marks may be used: a terminal that knows them, and a person who wants them (no-color.org).
  public var usesColour: Bool {
    outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && !isDumb
  }

  /// What graphs are drawn with: what the locale can show.
  public var graphGlyphs: GraphGlyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let charset = locale.lowercased().replacing("-", with: "")
    return charset.hasSuffix("utf8") || charset.contains("utf8@") ? .blocks : .ascii
  }

  /// Cells in a line of a picture.
  public var pictureWidth: Int { outputIsTerminal ? max(1, terminalWidth()) : 80 }

  /// What a machine is told of the terminal.
  var terminalKind: MachineTerminal.Kind {
    MachineTerminal.Kind(
      name: isDumb ? "dumb" : environment["TERM"] ?? "xterm",
      size: MachineTerminal.Size(rows: terminalHeight(), columns: terminalWidth()))
  }

  /// The terminal knows no escape sequences.
  public var isDumb: Bool { ["", "dumb"].contains(environment["TERM"] ?? "") }
}

/// A login that a person gets the terminal of.
public struct InteractiveLogin: Sendable {
  public var host: String
  public var port: Int
  public var user: String
  /// Secret; `nil` for the agent's keys.
  public var privateKey: String?
  /// `known_hosts` lines the machine must match.
  public var knownHosts: [String]

  public init(host: String, port: Int, user: String, privateKey: String?, knownHosts: [String]) {
    self.host = host
    self.port = port
    self.user = user
    self.privateKey = privateKey
    self.knownHosts = knownHosts
  }
}
