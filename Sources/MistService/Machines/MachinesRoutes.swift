import Hummingbird
import MistModel
import MistWire

struct MachinesRoutes {
  let machines: MachinesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/backends/:backend/machines", use: list)
    routes.post("/backends/:backend/machines/:machine", use: perform)
    routes.post("/backends/:backend/machines/:machine/metadata", use: tag)
    routes.delete("/backends/:backend/machines/:machine/metadata", use: untag)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    try await listing(of: try context.id("backend"))
  }

  /// Answers with the backend's machines, as the original did.
  private func perform(_ request: Request, context: ServiceContext) async throws -> Response {
    let reference = try context.machineReference()
    let body = try await request.json(MachineActionBody.self)
    guard let action = MachineAction(rawValue: body.action) else {
      throw MistError(
        .invalid, "'\(body.action)' is no action",
        hint: "actions: \(MachineAction.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    try await machines.perform(
      action, on: reference, size: body.plan_id.map { SizeID($0) }, newName: body.new_name,
      by: try context.requireCaller())
    return try await listing(of: reference.backend)
  }

  private func tag(_ request: Request, context: ServiceContext) async throws -> Response {
    let (reference, tag) = try await tagging(request, context)
    try await machines.tags.add(tag, to: reference, by: try context.requireCaller())
    return .ok
  }

  private func untag(_ request: Request, context: ServiceContext) async throws -> Response {
    let (reference, tag) = try await tagging(request, context)
    try await machines.tags.remove(tag, from: reference, by: try context.requireCaller())
    return .ok
  }

  private func tagging(_ request: Request, _ context: ServiceContext) async throws -> (MachineReference, Tag) {
    let reference = try context.machineReference()
    let body = try await request.json(TagBody.self)
    // A tag on a machine that does not exist would wait there for whoever gets that id next.
    _ = try await machines.machine(reference)
    return (reference, Tag(body.tag))
  }

  private func listing(of backend: BackendID) async throws -> Response {
    let listing = try await machines.list(backend)
    var response = try Response.json(listing.machines.map { MachineBody($0) })
    if let trouble = listing.trouble {
      let text = String(decoding: try WireJSON.bytes(ErrorBody(trouble.error)), as: UTF8.self)
      response.headers.set(WireHeader.listingAge, to: String(trouble.age))
      response.headers.set(WireHeader.listingTrouble, to: percentEncoded(text))
    }
    return response
  }
}

extension ServiceContext {
  /// The machine that the route names.
  func machineReference() throws -> MachineReference {
    MachineReference(backend: try id("backend"), machine: try id("machine"))
  }
}
