import Hummingbird
import MistModel
import MistWire

struct ProbeRoutes {
  let probes: ProbeService
  let world: ServiceWorld

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("/backends/:backend/machines/:machine/probe", use: probe)
  }

  /// Answers 200 whether the machine answered or not: what did not is left out.
  private func probe(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.jsonIfPresent(ProbeRequestBody.self)
    // The original's client wrote `undefined` for no key, and its service read the user from the query.
    let key = body?.key.flatMap { $0.isEmpty || $0 == "undefined" ? nil : KeyID($0) }
    let user = body?.ssh_user ?? request.uri.queryParameters.get("ssh_user")
    let probe = try await probes.probe(
      try context.machineReference(), host: body?.host, key: key, user: user.flatMap { $0.isEmpty ? nil : $0 })
    return try .json(ProbeBody(probe, at: world.now()))
  }
}
