import MistModel
import MistWire

extension MistClient {
  /// Who is logged in, with what the service tells of the person and the plan.
  ///
  /// `GET /whoami` on the embedded service, the answer of `POST /auth` elsewhere.
  public func account() async throws -> Account {
    if let account = try await session.account(over: transport) {
      return account
    }
    return try await request(.get, "/whoami", answer: AuthAnswer.self).account(email: "")
  }

  /// Makes a login for people who use this store through `serve`; the same e-mail again changes its password.
  ///
  /// `PUT /accounts`. Allowed to the owner of the store only, not over HTTP.
  public func addAccount(email: String, password: String) async throws {
    _ = try await request(.put, "/accounts", body: AddAccountBody(email: email, password: password))
  }

  /// Drops the recorded host key of an address, so that the next contact records the one it has then.
  ///
  /// `DELETE /host-keys/HOST:PORT`.
  public func forgetHostKey(address: String) async throws {
    _ = try await request(.delete, "/host-keys/\(address)")
  }
}
