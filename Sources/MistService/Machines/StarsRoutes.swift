import Hummingbird
import MistModel
import MistWire

/// A backend's images and their stars.
struct StarsRoutes: RouteSet {
  let stars: StarsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/images", use: images)
    routes.post(":backend/images", use: images)
    routes.post(":backend/images/**", use: toggle)
  }

  private func images(_ request: Request, context: ServiceContext) async throws -> Response {
    let search = try await request.fieldsOfQueryAndBody().text("search_term")
    return try .json(try await stars.images(of: try context.id("backend"), search: search).map { ImageBody($0) })
  }

  /// Answers whether the image has a star now.
  private func toggle(_ request: Request, context: ServiceContext) async throws -> Response {
    let isStarred = try await stars.toggle(
      try context.restOfPath("image"), of: try context.id("backend"), by: try context.requireCaller())
    return try .json(isStarred)
  }
}

extension ServiceContext {
  /// The id at the end of the path; unlike others it may hold `/` that is not percent-encoded.
  func restOfPath<Subject>(_ name: String, as type: Identifier<Subject>.Type = Identifier<Subject>.self) throws
    -> Identifier<Subject>
  {
    guard let text = parameters[Parameters.recursiveCaptureKey].flatMap({ percentDecoded($0) }), !text.isEmpty else {
      throw MistError(.invalid, "the path names no acceptable \(name)")
    }
    return Identifier(text)
  }
}
