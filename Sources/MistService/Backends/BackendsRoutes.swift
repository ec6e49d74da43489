import Hummingbird
import MistModel
import MistProviders
import MistWire

/// `GET /providers`, and `/backends` with what is done to one of them.
struct BackendsRoutes: Sendable {
  let backends: BackendsService

  func register(on routes: some RouterMethods<ServiceContext>) {
    routes.get("providers", use: providers)
    routes.get("backends") { _, _ in
      try await Response.json(backends.list().map { BackendBody($0.backend, account: $0.account) })
    }
    routes.post("backends", use: add)
    routes.put("backends/:backend") { request, context in
      let name = try Fields(await request.json([String: JSONValue].self)).required("new_name")
      try await backends.rename(context.id("backend"), to: name, by: context.requireCaller())
      return Response.ok
    }
    routes.post("backends/:backend", use: setState)
    routes.delete("backends/:backend") { _, context in
      try await backends.delete(context.id("backend"), by: context.requireCaller())
      return Response.ok
    }
  }

  private func providers(_ request: Request, context: ServiceContext) throws -> Response {
    let providers = ProviderCatalog.all.map(\.provider)
    guard request.headers.value(WireHeader.apiVersion) == "2" else {
      return try .json(FirstProvidersAnswer(providers))
    }
    return try .json(ProvidersAnswer(providers))
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let new = try NewBackend(await request.json([String: JSONValue].self))
    let (record, notice) = try await backends.add(new, by: context.requireCaller())
    var backend = record.backend
    backend.notice = notice
    return try .json(BackendBody(backend, account: record.account))
  }

  /// The original's documents and its code spelled the field and its values differently; all are read.
  private func setState(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = Fields(try await request.json([String: JSONValue].self))
    guard let isEnabled = try fields.flag("new_state") ?? fields.flag("newState") else {
      throw Fields.missing("new_state")
    }
    try await backends.setEnabled(context.id("backend"), isEnabled, by: context.requireCaller())
    return .ok
  }
}
