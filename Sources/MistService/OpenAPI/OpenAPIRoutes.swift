import Hummingbird

/// `GET /openapi.json`: what all routes are, for programs and people that have no token yet.
struct OpenAPIRoutes: Sendable {
  func register(on routes: some RouterMethods<ServiceContext>) {
    routes.get("openapi.json") { _, _ in
      try Response.json(OpenAPIDocument(groups: Routes.operations).json)
    }
  }

  static let operations = [
    Operation(
      .get, "/openapi.json", "This document", needsLogin: false,
      answers: .json(.object([.has("openapi", .text), .has("paths", .members(of: .anything))])))
  ]
}
