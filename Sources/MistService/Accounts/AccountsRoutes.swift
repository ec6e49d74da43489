import Hummingbird
import MistModel
import MistWire

/// `PUT /accounts`, `GET /whoami`, `GET /check_token`, `GET /account`.
struct AccountsRoutes: RouteSet {
  let accounts: AccountsService

  func register(on routes: RouterGroup<ServiceContext>) {
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
    routes.get("account") { _, context in
      Response.page(try AccountPage(try await accounts.account(of: context.requireCaller())).text)
    }
  }
}

/// `POST /auth`; below `/api/v1` too, for those who were told that address as the service's.
struct LoginRoutes: RouteSet {
  let accounts: AccountsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("auth", use: logIn)
    routes.post("api/v1/auth", use: logIn)
  }

  /// In the body, or in the query as those put it there who passed logins on to mist.io.
  private func logIn(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fieldsOfQueryAndBody()
    let email = try fields.required("email")
    guard let password = try fields.untrimmed("password") else { throw MistError.missing("password") }
    let (account, token) = try await accounts.logIn(email: email, password: password, from: context.remoteAddress)
    return try .json(AuthAnswer(account: account, token: token))
  }
}
