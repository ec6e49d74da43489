import Hummingbird
import MistModel
import MistWire

struct ProbeRoutes: RouteSet {
  let probes: ProbeService
  let world: ServiceWorld

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post(":backend/machines/:machine/probe", use: probe)
  }

  /// Answers 200 whether the machine answered or not: what did not is left out.
  private func probe(_ request: Request, context: ServiceContext) async throws -> Response {
    // The original's client wrote `undefined` for no key, and its service read the user from the query.
    let fields = try await request.fieldsOfQueryAndBody()
    let key = try fields.text("key").flatMap { $0 == "undefined" ? nil : KeyID($0) }
    let probe = try await probes.probe(
      try context.machineReference(), host: try fields.text("host"), key: key, user: try fields.text("ssh_user"))
    return try .json(ProbeBody(probe, at: world.now()))
  }
}
