import Hummingbird
import MistModel
import MistWire

/// Backends, and what is done to one of them.
struct BackendsRoutes: RouteSet {
  let backends: BackendsService
  let listings: Listings
  let era: Era

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(use: list)
    routes.post(use: add)
    routes.put(":backend") { request, context in
      let name = try await request.fields().required("new_name")
      try await backends.rename(context.id("backend"), to: name, by: context.requireCaller())
      return Response.ok
    }
    routes.post(":backend", use: setState)
    routes.delete(":backend") { _, context in
      try await backends.delete(context.id("backend"), by: context.requireCaller())
      return Response.ok
    }
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    let silent = listings.silent
    return try .json(
      try await backends.list().map { record in
        era.body(of: record.backend, account: record.account, isSilent: silent.contains(record.backendID))
      })
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let new = try NewBackend(await request.json([String: JSONValue].self))
    let (record, notice) = try await backends.add(new, by: context.requireCaller())
    var backend = record.backend
    backend.notice = notice
    return try .json(era.body(of: backend, account: record.account))
  }

  /// The original's documents and its code spelled the field and its values differently; all are read.
  private func setState(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fields()
    guard let isEnabled = try fields.flag("new_state") ?? fields.flag("newState") else {
      throw MistError.missing("new_state")
    }
    try await backends.setEnabled(context.id("backend"), isEnabled, by: context.requireCaller())
    return .ok
  }
}
