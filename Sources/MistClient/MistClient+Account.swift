import MistModel
import MistWire

extension MistClient {
  /// Who is logged in, with what the service tells of the person and the plan.
  ///
  /// The answer of `POST /auth` where a password was given; else `GET /whoami`, elsewhere what tells whose a token is.
  public func account() async throws -> Account {
    if let account = try await accountOfLogin() {
      return account
    }
    let dialect = try await dialect()
    return try understood(try await request(.get, dialect.whoPath)) { try dialect.account(in: $0) }
  }

  /// Makes a login for people who use this store through `serve`; the same e-mail again changes its password.
  ///
  /// `PUT /accounts`. Allowed to the owner of the store only, not over HTTP.
  public func addAccount(email: String, password: String) async throws {
    _ = try await request(
      ofOurs: .put, "/accounts", body: AddAccountBody(email: email, password: password), what: "make logins")
  }

  /// Drops the recorded host key of an address, so that the next contact records the one it has then.
  ///
  /// `DELETE /host-keys/HOST:PORT`.
  public func forgetHostKey(address: String) async throws {
    _ = try await request(ofOurs: .delete, "/host-keys/\(address)", what: "forget host keys")
  }
}
