import MistModel

/// The services that this person is logged in to, side by side, each under a name. The embedded one is `local`.
///
/// Kept with each is a token, sealed; never a password.
public protocol ServiceAccounts: Sendable {
  /// The embedded one first, then by name. An account whose file is damaged keeps nobody from the others: it is told
  /// of beside them, with the next step.
  func list() -> (accounts: [ServiceAccount], damaged: [MistError])
  /// Logs in and keeps the session; an account of that name that is there is replaced.
  func add(_ login: NewLogin) async throws -> ServiceAccount
  /// Forgets a session, also a damaged one. Throws `MistError(.notFound)` for an unknown name.
  func remove(_ name: String) throws
}

/// One service, and who is logged in there.
public struct ServiceAccount: Hashable, Sendable {
  public var name: String
  /// `nil` for the embedded service.
  public var url: String?
  /// `nil` where only a token is known.
  public var email: String?
  /// How it speaks, in one word; `nil` until it has been asked.
  public var dialect: String?

  public init(name: String, url: String?, email: String?, dialect: String?) {
    self.name = name
    self.url = url
    self.email = email
    self.dialect = dialect
  }

  /// The account of the embedded service.
  public static let local = "local"
}

/// What it takes to log in to a service elsewhere.
public struct NewLogin: Sendable {
  /// What proves who logs in. Secret.
  public enum Proof: Sendable {
    case password(email: String, String)
    case token(String)
  }

  public var name: String
  public var url: String
  public var proof: Proof
  /// The path of a PEM file with the authorities that the service is trusted by; `nil` for the system's.
  public var authorities: String?

  public init(name: String, url: String, proof: Proof, authorities: String?) {
    self.name = name
    self.url = url
    self.proof = proof
    self.authorities = authorities
  }
}

extension Shell {
  /// The accounts, where this shell keeps any.
  func requireAccounts() throws -> any ServiceAccounts {
    guard let accounts else { throw MistError(.notSupported, "this shell keeps no accounts") }
    return accounts
  }
}
