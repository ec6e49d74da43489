import MistModel
import MistWire

/// An e-mail address and a password for a Mist service.
public struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  public var email: String
  public var password: String

  public init(email: String, password: String) {
    self.email = email
    self.password = password
  }

  /// Never the password.
  public var description: String { email }
  public var customMirror: Mirror { Mirror(self, children: ["email": email]) }
}

/// Keeps one login alive: the first call that needs it logs in, all others wait for that one.
actor Session {
  private let credentials: Credentials?
  private var login: Task<LoggedIn, any Error>?

  struct LoggedIn: Sendable {
    var authorization: String
    var account: Account
  }

  init(credentials: Credentials?) {
    self.credentials = credentials
  }

  /// The value of the `Authorization` header, or `nil` where nobody has to log in.
  func authorization(over transport: any Transport) async throws -> String? {
    try await loggedIn(over: transport)?.authorization
  }

  /// Who is logged in, as `POST /auth` told.
  func account(over transport: any Transport) async throws -> Account? {
    try await loggedIn(over: transport)?.account
  }

  /// Logs in anew, unless somebody else did since `old` was handed out.
  func renewed(insteadOf old: String?, over transport: any Transport) async throws -> String? {
    if let task = login, let current = try? await task.value, current.authorization == old, login == task {
      login = nil
    }
    return try await authorization(over: transport)
  }

  private func loggedIn(over transport: any Transport) async throws -> LoggedIn? {
    guard let credentials else { return nil }
    let task = login ?? Task { try await Self.logIn(credentials, over: transport) }
    login = task
    do {
      return try await Self.value(of: task)
    } catch is CancellationError where Task.isCancelled {
      // Others may wait for the same login.
      throw CancellationError()
    } catch {
      // Somebody else may have begun a newer login while this one failed.
      if login == task { login = nil }
      throw error
    }
  }

  /// The task's value; an end at once when the caller is cancelled, whatever the task waits for.
  private static func value(of task: Task<LoggedIn, any Error>) async throws -> LoggedIn {
    let (values, continuation) = AsyncThrowingStream.makeStream(of: LoggedIn.self)
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

  private static func logIn(_ credentials: Credentials, over transport: any Transport) async throws -> LoggedIn {
    let body = try WireJSON.bytes(AuthBody(email: credentials.email, password: credentials.password))
    let answer = try await transport.send(
      WireRequest(.post, "/auth", headers: [WireHeader.client: "1"], body: body))
    guard answer.isSuccess else {
      throw refusal(of: credentials, at: transport.place, answer: answer)
    }
    guard let granted = try? WireJSON.value(AuthAnswer.self, from: answer.body) else {
      throw MistError(.failed, "\(transport.place) did not answer the login as a Mist service does")
    }
    let account = granted.account(email: credentials.email)
    if let token = granted.mist_api_token, !token.isEmpty {
      return LoggedIn(authorization: "mist_1 \(credentials.email):\(token)", account: account)
    }
    guard let token = granted.token, !token.isEmpty else {
      throw MistError(.notLoggedIn, "\(transport.place) accepted the login of \(credentials.email) but gave no token")
    }
    return LoggedIn(authorization: token, account: account)
  }

  private static func refusal(of credentials: Credentials, at place: String, answer: WireAnswer) -> MistError {
    if let body = try? WireJSON.value(ErrorBody.self, from: answer.body) {
      return body.error
    }
    var error = MistError(
      httpStatus: answer.status, text: String(decoding: answer.body, as: UTF8.self), place: place)
    if error.code == .notLoggedIn {
      error.summary = "\(place) does not accept the password of \(credentials.email)"
    }
    return error
  }
}
