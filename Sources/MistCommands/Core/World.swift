import MistModel

/// Everything outside the program that a command or the shell may touch. `main` makes the real one, a test its own:
/// nothing else reads the clock, the terminal, the environment or a file.
public struct World: Sendable {
  public enum Channel: Sendable {
    case output, errors
  }

  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  public var environment: [String: String]
  public var homeFolder: String
  /// A person types the lines.
  public var inputIsTerminal: Bool
  public var outputIsTerminal: Bool
  public var terminalWidth: @Sendable () -> Int
  public var write: @Sendable (Channel, [UInt8]) -> Void
  /// Asks at the terminal and reads one line; `nil` at the end of input. Only where `inputIsTerminal`.
  public var ask: @Sendable (_ question: String) -> String?
  /// The same without echo.
  public var askSecret: @Sendable (_ question: String) -> String?
  /// A whole file; a path's `~` is already resolved. Throws `MistError(.storage)` that names the path.
  public var readFile: @Sendable (_ path: String) throws -> [UInt8]
  /// Hands the terminal over to `ssh` and gives back its exit status.
  public var openSSH: @Sendable (InteractiveLogin) async throws -> Int32

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
