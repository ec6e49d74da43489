import MistModel

/// Runs commands on machines over SSH, in this process (libssh), and keeps the sessions for the next command.
///
/// Host keys are checked against the store: the key of a first contact is recorded, a changed one ends the connection
/// with `MistError.Code.untrusted`. All errors are `MistError`: `.unreachable`, `.timedOut`, `.untrusted`,
/// `.credentialsRejected`, `.interrupted`, `.invalid` (the key or the address), `.refused` (the server's policy),
/// `.storage` (the host key store) and `.connectionLost` (lost while the command ran: its outcome is unknown).
///
/// The key exchange is curve25519: libssh 0.10 has no post-quantum one.
public final class SSHEngine: Sendable {
  /// The most that `capture` keeps of each stream, in bytes.
  public static let captureLimit = 1 << 20

  private let configuration: SSHConfiguration
  private let hostKeys: HostKeyCheck
  private let identities = IdentityCache()
  private let workers: WorkerPool
  private let sessions: SessionPool

  public init(hostKeys: any HostKeyStore, configuration: SSHConfiguration = .init()) {
    self.configuration = configuration
    self.hostKeys = HostKeyCheck(store: hostKeys)
    workers = WorkerPool(maxThreads: configuration.maxAtOnce)
    sessions = SessionPool(configuration: configuration, workers: workers)
  }

  /// Runs a command through the remote user's shell and returns how it ended.
  ///
  /// `output` gets the bytes as they come, each stream in order, on a thread of the engine: while it works, nothing
  /// more is read. `limit` begins when the command is sent. At the limit, or when the task is cancelled, the command
  /// is sent `TERM` and its channel is closed. A command is never sent twice.
  public func run(
    _ command: String, on login: SSHLogin, input: [UInt8] = [], within limit: Duration? = nil,
    output: @escaping @Sendable (SSHStream, [UInt8]) -> Void
  ) async throws -> SSHExit {
    try await reportingMistErrors {
      try await follow(command, on: login, input: input, within: limit) { stream, bytes in
        output(stream, Array(bytes))
        return true
      }
    }
  }

  /// Runs a command and gathers what it writes, up to `captureLimit` bytes of each stream.
  public func capture(
    _ command: String, on login: SSHLogin, input: [UInt8] = [], within limit: Duration? = nil
  ) async throws -> SSHCapture {
    try await reportingMistErrors {
      let gathered = Gathered(limit: Self.captureLimit)
      let exit = try await follow(command, on: login, input: input, within: limit) { stream, bytes in
        gathered.add(bytes, to: stream)
        return true
      }
      return gathered.capture(exit)
    }
  }

  /// Writes a file over SFTP: under a temporary name beside it (mode 0600) first, then in place in one step.
  ///
  /// `path` is absolute, or relative to the user's home (`~/` is understood). `permissions` are the file's, as in
  /// `0o644`. `limit` is for the writing, without the log in.
  public func upload(
    _ bytes: [UInt8], to path: String, permissions: UInt32, on login: SSHLogin, within limit: Duration? = nil
  ) async throws {
    try await reportingMistErrors {
      let plan = try plan(for: login)
      let configuration = configuration
      try await withSession(plan) { session, attention in
        let upload = Upload(bytes: bytes, path: path, permissions: permissions)
        try session.upload(upload, within: limit, attention, configuration)
      }
    }
  }

  /// Stops what is under way, closes all sessions and ends the threads. Nothing can be run afterwards.
  public func close() async {
    await sessions.close()
    await workers.close()
  }

  /// Sessions at rest, for tests and figures.
  public var keptSessions: Int { sessions.count }

  /// Like `run`, but stops, and gives the session up, as soon as `receive` answers `false`. Throws `Trouble`.
  func follow(
    _ command: String, on login: SSHLogin, input: [UInt8] = [], within limit: Duration? = nil,
    receive: @escaping @Sendable (SSHStream, UnsafeRawBufferPointer) -> Bool
  ) async throws -> SSHExit {
    guard !command.utf8.contains(0) else {
      throw Trouble(code: .invalid, phase: .channel, place: login.description, what: "a command cannot hold a NUL byte")
    }
    let sessionPlan = try plan(for: login)
    let commandPlan = CommandPlan(
      command: command, input: input, limit: limit, keepAlive: configuration.keepAlive,
      connectTimeout: configuration.connectTimeout)
    return try await withSession(sessionPlan) { session, attention in
      try session.run(commandPlan, attention, receive: receive)
    }
  }

  private func plan(for login: SSHLogin) throws -> SessionPlan {
    SessionPlan(
      login: login, key: try login.identity.map(identities.parsed), configuration: configuration, hostKeys: hostKeys)
  }

  /// Hands a kept or a new session to `body` on a worker, and puts it to rest when `body` did well.
  ///
  /// A kept session that turns out dead is replaced once, and only as long as nothing of the command was sent.
  private func withSession<Value: Sendable>(
    _ plan: SessionPlan, _ body: @escaping @Sendable (Session, Attention) throws -> Value
  ) async throws -> Value {
    let key = SessionPool.Key(
      address: plan.login.address, user: plan.login.user, fingerprint: plan.key?.fingerprint ?? "agent")
    let sessions = sessions
    do {
      return try await workers.perform { attention in
        while let kept = sessions.take(key) {
          guard kept.isAliveAfterRest() else { continue }
          do {
            return try Self.use(kept, key, sessions) { try body(kept, attention) }
          } catch let trouble as Trouble where trouble.phase == .channel && trouble.code != .interrupted {
            break
          }
        }
        let session = try Session.open(plan, attention)
        return try Self.use(session, key, sessions) { try body(session, attention) }
      }
    } catch let halt as Halt {
      throw Trouble.halted(halt, .reach, at: plan.login.description, after: nil)
    }
  }

  private static func use<Value>(
    _ session: Session, _ key: SessionPool.Key, _ sessions: SessionPool, _ body: () throws -> Value
  ) throws -> Value {
    let value = try body()
    if session.isSpent { session.leave() } else { sessions.rest(session, for: key) }
    return value
  }

  private func reportingMistErrors<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let trouble as Trouble {
      throw trouble.mistError
    }
  }
}
