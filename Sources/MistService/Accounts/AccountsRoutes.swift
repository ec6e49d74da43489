import Hummingbird
import MistModel
import MistWire

/// `PUT /accounts`, `GET /whoami`, `GET /check_token`.
struct AccountsRoutes: Sendable {
  let accounts: AccountsService

  func register(on routes: some RouterMethods<ServiceContext>) {
    routes.put("accounts") { request, context in
      let body = try await request.json(AddAccountBody.self)
      try await accounts.add(email: body.email, password: body.password, by: context.requireCaller())
      return Response.ok
    }
    routes.get("whoami") { _, context in
      try await Response.json(AuthAnswer(account: accounts.account(of: context.requireCaller())))
    }
    routes.get("check_token") { _, context in
      try await Response.json(["hello": accounts.account(of: context.requireCaller()).email])
    }
  }
}

/// `POST /auth`: the one route that asks for no token.
struct LoginRoutes: Sendable {
  let accounts: AccountsService

  func register(on routes: some RouterMethods<ServiceContext>) {
    routes.post("auth") { request, context in
      let body = try await login(asked: request)
      let (account, token) = try await accounts.logIn(
        email: body.email, password: body.password, from: context.remoteAddress)
      return try Response.json(AuthAnswer(account: account, token: token))
    }
  }

  /// In the body, or in the query as those put it there who passed logins on to mist.io.
  private func login(asked request: Request) async throws -> AuthBody {
    if let body = try await request.jsonIfPresent(AuthBody.self) { return body }
    let query = formFields(request.uri.query ?? "")
    guard let email = query["email"] else { throw MistError(.invalid, "required parameter not provided: email") }
    guard let password = query["password"] else {
      throw MistError(.invalid, "required parameter not provided: password")
    }
    return AuthBody(email: email, password: password)
  }

  private func formFields(_ query: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      fields[String(parts[0])] = percentDecoded(parts[1].replacing("+", with: " "))
    }
    return fields
  }
}
