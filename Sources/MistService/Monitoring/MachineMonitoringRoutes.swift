import Hummingbird
import MistModel
import MistWire

/// What is measured on one machine. This version monitors none: what is asked is answered as for a machine that is
/// not monitored, and what would begin it is refused.
struct MachineMonitoringRoutes: RouteSet {
  let machines: MachinesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/machines/:machine/stats", use: stats)
    routes.get(":backend/machines/:machine/metrics") { _, context in
      _ = try await machine(context)
      return try Response.json([String: JSONValue]())
    }
    routes.put(":backend/machines/:machine/metrics", use: refuse)
    routes.delete(":backend/machines/:machine/metrics", use: refuse)
    routes.post(":backend/machines/:machine/plugins/:plugin", use: refuse)
    routes.delete(":backend/machines/:machine/plugins/:plugin", use: refuse)
    routes.post(":backend/machines/:machine/monitoring", use: setMonitoring)
  }

  /// Times and metrics may be in the query or in the body; whatever they are, nothing was measured then.
  private func stats(_ request: Request, context: ServiceContext) async throws -> Response {
    _ = try await machine(context)
    let fields = try await request.fieldsOfQueryAndBody()
    guard let asked = try fields.text("request_id") else { return try .json([String: JSONValue]()) }
    return try .json(["request_id": asked])
  }

  /// Ending what never began is done at once.
  private func setMonitoring(_ request: Request, context: ServiceContext) async throws -> Response {
    let action = try await request.fields().required("action")
    let machine = try await machine(context)
    switch action {
    case "disable": return try .json([String: JSONValue]())
    case "enable": throw MistError.noMonitoring(of: machine.name)
    default: throw MistError(.invalid, "'\(action)' is no action", hint: "actions: enable, disable")
    }
  }

  private func refuse(_ request: Request, context: ServiceContext) async throws -> Response {
    throw MistError.noMonitoring(of: try await machine(context).name)
  }

  private func machine(_ context: ServiceContext) async throws -> Machine {
    try await machines.machine(try context.machineReference())
  }
}

extension MistError {
  static func noMonitoring(of subject: String) -> MistError {
    MistError(.notSupported, "\(subject) cannot be monitored: monitoring is not in this version")
  }
}
