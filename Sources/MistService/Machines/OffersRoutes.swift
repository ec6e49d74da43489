import Hummingbird
import MistModel
import MistProviders
import MistWire

/// What a backend offers to make machines from, beside images: sizes, locations, networks.
struct OffersRoutes: RouteSet {
  let machines: MachinesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/sizes", use: sizes)
    routes.get(":backend/locations", use: locations)
    routes.get(":backend/networks", use: networks)
    routes.post(":backend/networks", use: changeNetworks)
    routes.post(":backend/networks/:network", use: changeNetworks)
    routes.delete(":backend/networks/:network", use: changeNetworks)
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

  /// No driver of this version makes, deletes or assigns networks.
  private func changeNetworks(_ request: Request, context: ServiceContext) async throws -> Response {
    let account = try await machines.driver(of: try context.id("backend")).account
    throw MistError(
      .notSupported, "\(account.title) is a \(account.provider) backend: its networks cannot be changed from here",
      hint: "change them at the provider")
  }
}
