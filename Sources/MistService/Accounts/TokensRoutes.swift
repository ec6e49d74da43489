import Hummingbird
import MistModel
import MistWire

/// `GET` and `DELETE /api/v1/tokens`.
struct TokensRoutes: RouteSet {
  let accounts: AccountsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("tokens") { _, context in
      try await Response.json(accounts.tokens(of: context.requireCaller()).map { $0.body })
    }
    routes.delete("tokens") { request, context in
      let id = try await request.fieldsOfQueryAndBody().required("id")
      try await accounts.deleteToken(id, by: context.requireCaller())
      return Response.ok
    }
  }
}

/// `POST /api/v1/tokens`: for somebody with a token, or with e-mail and password in its place.
struct NewTokenRoutes: RouteSet {
  let accounts: AccountsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("api/v1/tokens", use: add)
  }

  /// The token is whole in this answer and in no other.
  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fieldsOfQueryAndBody()
    let name = try fields.text("name") ?? "token"
    let lifetime = try fields.seconds("ttl")
    let made: (record: TokenRecord, text: String)
    if let email = try fields.text("email"), let password = try fields.untrimmed("password") {
      let account = try await accounts.authenticate(email: email, password: password, from: context.remoteAddress)
      made = try await accounts.makeToken(named: name, lifetime: lifetime, for: account)
    } else {
      let caller =
        if let caller = context.caller { caller } else {
          try await accounts.caller(authorization: request.headers[.authorization])
        }
      made = try await accounts.makeToken(named: name, lifetime: lifetime, by: caller)
    }
    var body = made.record.body
    body.token = made.text
    return try .json(body)
  }
}

extension TokenRecord {
  fileprivate var body: TokenBody {
    TokenBody(
      id: id, name: name ?? "login", created: createdAt, last_accessed_at: lastUsedAt,
      ttl: expiresAt.map { $0 - createdAt }, user: email, token: preview + "...")
  }
}
