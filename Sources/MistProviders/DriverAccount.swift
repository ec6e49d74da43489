import MistModel

/// What a driver is given to work with.
public struct DriverAccount: Sendable {
  public var backend: BackendID
  /// The backend's name, for messages.
  public var title: String
  public var provider: ProviderID
  /// By the wire's names. Secrets are among them: never in a message.
  public var parameters: [String: String]
  /// The provider's base URL when the operator overrides it (`endpoints.json`).
  public var endpoint: String?
  /// The way to run commands on the account's machines.
  public var remote: any RemoteShell
  /// Outlasts the process.
  public var memory: any DriverMemory
  /// Seconds since 1970: some providers want requests signed with the time.
  public var now: @Sendable () -> Double

  public init(
    backend: BackendID, title: String, provider: ProviderID, parameters: [String: String], endpoint: String? = nil,
    remote: any RemoteShell, memory: any DriverMemory = NoMemory(), now: @escaping @Sendable () -> Double
  ) {
    self.backend = backend
    self.title = title
    self.provider = provider
    self.parameters = parameters
    self.endpoint = endpoint
    self.remote = remote
    self.memory = memory
    self.now = now
  }
}

/// Runs commands on machines of one backend. The service finds the way in: address, user and key.
public protocol RemoteShell: Sendable {
  /// Finds a login that works at this address, trying this key first.
  ///
  /// Throws `.credentialsRejected` with the whole trace when none does.
  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws

  /// Whether something accepts connections at this address; a host that does not answer in some seconds does not.
  func answers(host: String, port: Int) async throws -> Bool

  /// Runs a command through the remote user's shell, as root where `sudo` allows it.
  ///
  /// - Returns: the exit status; `nil` when the connection ended first, as it does in a reboot.
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int?

  /// Runs a script through `sh` and gathers what it writes. It is never run twice.
  ///
  /// Throws what keeps it from running to its end: `.credentialsRejected`, `.unreachable`, `.untrusted`, `.timedOut`,
  /// `.connectionLost`; `.failed` when it writes more than it may.
  func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome
}

extension RemoteShell {
  public func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    throw MistError(.notSupported, "scripts cannot be run from here")
  }
}
