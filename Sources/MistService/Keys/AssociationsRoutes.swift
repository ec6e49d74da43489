import Hummingbird
import MistModel
import MistWire

struct AssociationsRoutes: RouteSet {
  let associations: AssociationsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.put(":backend/machines/:machine/keys/:key", use: associate)
    routes.delete(":backend/machines/:machine/keys/:key", use: disassociate)
  }

  private func associate(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fieldsOfQueryAndBody()
    let key: KeyID = try context.id("key")
    try await associations.associate(
      key, with: try context.machineReference(), host: try fields.text("host"),
      user: try fields.text("ssh_user") ?? fields.text("user"),
      port: try fields.port("ssh_port") ?? fields.port("port"), by: try context.requireCaller())
    return try await remaining(of: key)
  }

  private func disassociate(_ request: Request, context: ServiceContext) async throws -> Response {
    let host = try await request.fieldsOfQueryAndBody().text("host")
    let key: KeyID = try context.id("key")
    try await associations.disassociate(
      key, from: try context.machineReference(), host: host, by: try context.requireCaller())
    return try await remaining(of: key)
  }

  /// The key's associations, as the original answered.
  private func remaining(of key: KeyID) async throws -> Response {
    let associations = try await associations.keys.list().first { $0.id == key }?.associations ?? []
    return try .json(associations.map { AssociationItem($0) })
  }
}
