import Hummingbird
import MistWire

/// `GET /openapi.json`: what all routes are, for programs and people that have no token yet.
struct OpenAPIRoutes: RouteSet {
  let services: Services

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("openapi.json") { _, _ in
      try Response.json(OpenAPIDocument(mounts: Routes.mounts(services)).json)
    }
  }

  static let noun = "The service"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/openapi.json", "This document", needsLogin: false, answers: .json(.members(of: .anything)))
    ]
  }
}

extension Routes {
  /// Where the router's lists are reached, for the document.
  static func mounts(_ services: Services) -> [Mount] {
    [
      Mount(path: "", era: .backends, sets: open(services) + ours(services)),
      Mount(path: Era.api.prefix, era: .api, sets: later(services)),
    ]
      + Era.allCases.flatMap { era in
        [
          Mount(path: "\(era.prefix)/\(era.collection)", era: era, sets: ofBackends(services, era)),
          Mount(path: era.prefix, era: era, sets: era.hasOwnRoot ? ofAll(services, era) : []),
        ]
      }
  }
}
