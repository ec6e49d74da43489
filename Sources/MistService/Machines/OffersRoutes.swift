import Hummingbird
import MistModel
import MistProviders
import MistWire

/// What a backend offers to make machines from: images, sizes, locations, networks.
struct OffersRoutes {
  let machines: MachinesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/backends/:backend/images", use: images)
    routes.post("/backends/:backend/images", use: images)
    routes.get("/backends/:backend/sizes", use: sizes)
    routes.get("/backends/:backend/locations", use: locations)
    routes.get("/backends/:backend/networks", use: networks)
  }

  private func images(_ request: Request, context: ServiceContext) async throws -> Response {
    let driver = try await machines.driver(of: try context.id("backend"))
    let search = try await request.jsonIfPresent(ImageSearchBody.self)?.search_term
    return try .json(try await driver.images(search: search).map { ImageBody($0) })
  }

  private func sizes(_ request: Request, context: ServiceContext) async throws -> Response {
    let driver = try await machines.driver(of: try context.id("backend"))
    return try .json(try await driver.sizes().map { SizeBody($0) })
  }

  /// The original named one place `default` for a provider without locations.
  private func locations(_ request: Request, context: ServiceContext) async throws -> Response {
    let driver = try await machines.driver(of: try context.id("backend"))
    guard driver.abilities.contains(.locations) else {
      return try .json([LocationBody(Location(id: "", name: "default"))])
    }
    return try .json(try await driver.locations().map { LocationBody($0) })
  }

  private func networks(_ request: Request, context: ServiceContext) async throws -> Response {
    let driver = try await machines.driver(of: try context.id("backend"))
    guard driver.abilities.contains(.networks) else { return try .json(NetworksAnswer([])) }
    return try .json(NetworksAnswer(try await driver.networks()))
  }
}
