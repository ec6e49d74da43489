import Hummingbird
import MistModel

struct HostKeysRoutes: RouteSet {
  let hostKeys: StoredHostKeys

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.delete("/host-keys/:address", use: forget)
  }

  private func forget(_ request: Request, context: ServiceContext) async throws -> Response {
    let address: Identifier<StoredHostKeys> = try context.id("address")
    try await hostKeys.forget(address: address.rawValue, by: try context.requireCaller())
    return .ok
  }
}
