import MistModel

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

/// What is kept of a login at a service elsewhere, so that the next client need neither log in nor ask how the service
/// speaks. A password is no part of it.
public struct KeptSession: Hashable, Sendable, Codable, CustomStringConvertible, CustomReflectable {
  /// The value of the `Authorization` header. Secret; `nil` before the first login.
  public var authorization: String?
  /// `nil` until the service has been asked.
  public var dialect: Dialect?

  public init(authorization: String? = nil, dialect: Dialect? = nil) {
    self.authorization = authorization
    self.dialect = dialect
  }

  /// Never the token.
  public var description: String { "a session" }
  public var customMirror: Mirror { Mirror(self, children: ["dialect": dialect as Any]) }
}

/// How a client gets into a service elsewhere, and who is told when that changes.
public struct Login: Sendable {
  /// Whether a person waits for the answer and may be asked something.
  public enum Attendance: Sendable {
    case attended, unattended
  }

  /// Of an earlier login. Its token counts until the service refuses it.
  public var kept: KeptSession
  /// Gives e-mail and password when there is no token, or none that is accepted any more; throws
  /// `MistError(.notLoggedIn)` with the next step when there is none to give.
  public var credentials: @Sendable (Attendance) async throws -> Credentials
  /// Told of each new token, and of the dialect once it is found.
  public var keep: @Sendable (KeptSession) async -> Void

  public init(
    kept: KeptSession = KeptSession(), credentials: @escaping @Sendable (Attendance) async throws -> Credentials,
    keep: @escaping @Sendable (KeptSession) async -> Void = { _ in }
  ) {
    self.kept = kept
    self.credentials = credentials
    self.keep = keep
  }

  /// A login with e-mail and password that is not kept.
  public init(_ credentials: Credentials) {
    self.init(credentials: { _ in credentials })
  }
}

extension Login {
  /// A token that was given, and nothing to renew it with.
  public static func withToken(_ token: String, at url: String) -> Login {
    Login(
      kept: KeptSession(authorization: token),
      credentials: { _ in
        throw MistError(.notLoggedIn, "\(url) does not accept the token", hint: "is it whole, and of that service?")
      })
  }
}
