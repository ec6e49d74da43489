import Hummingbird
import MistModel
import MistWire

struct AssociationsRoutes {
  let associations: AssociationsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.put("/backends/:backend/machines/:machine/keys/:key", use: associate)
    routes.delete("/backends/:backend/machines/:machine/keys/:key", use: disassociate)
  }

  private func associate(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.jsonIfPresent(AssociationBody.self)
    let key: KeyID = try context.id("key")
    try await associations.associate(
      key, with: try context.machineReference(), host: body?.host.flatMap { $0.isEmpty ? nil : $0 },
      user: body?.ssh_user ?? body?.user, port: body?.ssh_port ?? body?.port, by: try context.requireCaller())
    return try await remaining(of: key)
  }

  private func disassociate(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.jsonIfPresent(AssociationBody.self)
    let key: KeyID = try context.id("key")
    try await associations.disassociate(
      key, from: try context.machineReference(), host: body?.host.flatMap { $0.isEmpty ? nil : $0 },
      by: try context.requireCaller())
    return try await remaining(of: key)
  }

  /// The key's associations, as the original answered.
  private func remaining(of key: KeyID) async throws -> Response {
    let associations = try await associations.keys.list().first { $0.id == key }?.associations ?? []
    return try .json(associations.map { AssociationItem($0) })
  }
}
