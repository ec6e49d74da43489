import Hummingbird
import MistModel

/// Finds out who asks. In process the caller is known; over HTTP a token must say it.
struct AuthenticationMiddleware: RouterMiddleware {
  let accounts: AccountsService

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if context.caller == nil {
      context.caller = try await accounts.caller(authorization: request.headers[.authorization])
    }
    return try await next(request, context)
  }
}
