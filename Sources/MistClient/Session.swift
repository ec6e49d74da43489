import MistModel
import MistWire

/// Keeps one login alive: the first call that needs it logs in, all others wait for that one.
actor Session {
  private let login: Login?
  private var loggingIn: Task<LoggedIn, any Error>?
  private var search: Task<Dialect, any Error>?
  private var kept: KeptSession

  struct LoggedIn: Sendable {
    var authorization: String
    /// What `POST /auth` told; `nil` for a token of an earlier login.
    var account: Account?
  }

  /// - Parameter login: `nil` for the embedded service, which knows its owner.
  init(login: Login?) {
    self.login = login
    kept = login?.kept ?? KeptSession()
  }

  /// The value of the `Authorization` header, or `nil` where nobody has to log in.
  func authorization(over transport: any Transport, _ attendance: Login.Attendance) async throws -> String? {
    try await loggedIn(over: transport, attendance)?.authorization
  }

  /// Who is logged in, as `POST /auth` told; `nil` where it was not asked.
  func account(over transport: any Transport, _ attendance: Login.Attendance) async throws -> Account? {
    try await loggedIn(over: transport, attendance)?.account
  }

  /// Logs in anew, unless somebody else did since `old` was handed out.
  func renewed(
    insteadOf old: String?, over transport: any Transport, _ attendance: Login.Attendance
  ) async throws -> String? {
    if kept.authorization == old { kept.authorization = nil }
    if let task = loggingIn, let current = try? await task.value, current.authorization == old, loggingIn == task {
      loggingIn = nil
    }
    return try await authorization(over: transport, attendance)
  }

  /// How the service speaks; asked for once.
  func dialect(_ find: @escaping @Sendable () async throws -> Dialect) async throws -> Dialect {
    guard let login else { return .backends }
    if let dialect = kept.dialect { return dialect }
    let task = search ?? Task { try await find() }
    search = task
    do {
      let dialect = try await Self.value(of: task)
      if kept.dialect == nil {
        kept.dialect = dialect
        await login.keep(kept)
      }
      return dialect
    } catch is CancellationError where Task.isCancelled {
      throw CancellationError()
    } catch {
      if search == task { search = nil }
      throw error
    }
  }

  private func loggedIn(over transport: any Transport, _ attendance: Login.Attendance) async throws -> LoggedIn? {
    guard let login else { return nil }
    if loggingIn == nil, let authorization = kept.authorization { return LoggedIn(authorization: authorization) }
    let task =
      loggingIn ?? Task { try await LoginRequest(try await login.credentials(attendance), over: transport).send() }
    loggingIn = task
    do {
      let loggedIn = try await Self.value(of: task)
      if kept.authorization != loggedIn.authorization {
        kept.authorization = loggedIn.authorization
        await login.keep(kept)
      }
      return loggedIn
    } catch is CancellationError where Task.isCancelled {
      // Others may wait for the same login.
      throw CancellationError()
    } catch {
      // Somebody else may have begun a newer login while this one failed.
      if loggingIn == task { loggingIn = nil }
      throw error
    }
  }

  /// The task's value; an end at once when the caller is cancelled, whatever the task waits for.
  private static func value<Value: Sendable>(of task: Task<Value, any Error>) async throws -> Value {
    let (values, continuation) = AsyncThrowingStream.makeStream(of: Value.self)
    let waiting = Task {
      do {
        continuation.yield(try await task.value)
      } catch {
        continuation.finish(throwing: error)
      }
    }
    defer { waiting.cancel() }
    for try await value in values { return value }
    throw CancellationError()
  }
}

/// One attempt to get a token for an e-mail address and a password.
struct LoginRequest {
  private let credentials: Credentials
  private let transport: any Transport

  init(_ credentials: Credentials, over transport: any Transport) {
    self.credentials = credentials
    self.transport = transport
  }

  /// Asks at each place where a dialect hands out tokens, until one answers as such.
  func send() async throws -> Session.LoggedIn {
    let body = try WireJSON.bytes(AuthBody(email: credentials.email, password: credentials.password))
    var last: MistError?
    for path in Dialect.loginPaths {
      let request = WireRequest(.post, path, headers: [WireHeader.client: "1"], body: body)
      let answer = try await transport.send(request)
      guard answer.isSuccess || answer.isElsewhere else { throw refusal(answer) }
      if answer.isSuccess, let granted = try? WireJSON.value(AuthAnswer.self, from: answer.body) {
        return try loggedIn(granted)
      }
      last = last ?? (answer.isSuccess ? notMist : refusal(answer))
    }
    throw last ?? notMist
  }

  private func loggedIn(_ granted: AuthAnswer) throws -> Session.LoggedIn {
    let account = granted.account(email: credentials.email)
    if let token = granted.mist_api_token, !token.isEmpty {
      return Session.LoggedIn(authorization: "mist_1 \(credentials.email):\(token)", account: account)
    }
    guard let token = granted.token, !token.isEmpty else {
      throw MistError(
        .notLoggedIn, "\(transport.place) accepted the login of \(credentials.email) but gave no token")
    }
    return Session.LoggedIn(authorization: token, account: account)
  }

  private var notMist: MistError {
    MistError(
      .serviceUnreachable, "\(transport.place) did not answer the login as a Mist service does",
      hint: "is the address right?")
  }

  private func refusal(_ answer: WireAnswer) -> MistError {
    if answer.isElsewhere { return notMist }
    var error = MistError(behind: answer, place: transport.place)
    if error.code == .notLoggedIn, !answer.isOfOurService {
      error.summary = "\(transport.place) does not accept the password of \(credentials.email)"
    }
    return error
  }
}

extension WireAnswer {
  /// There is no such route: what was asked for may be had at another one.
  fileprivate var isElsewhere: Bool { [404, 405].contains(status) }

  /// An error of this program's own service, with its code.
  var isOfOurService: Bool { (try? WireJSON.value(ErrorBody.self, from: body)) != nil }
}
