import Hummingbird
import MistModel
import MistWire

/// Whether a machine is monitored.
struct MachineMonitoringRoutes: RouteSet {
  let monitoring: MonitoringService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post(":backend/machines/:machine/monitoring", use: setMonitoring)
  }

  /// What of it takes long is a job; the first values come without it.
  private func setMonitoring(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fields()
    let action = try fields.required("action")
    let reference = try context.machineReference()
    let touchesMachine = try !(fields.flag("no_ssh") ?? false)
    let caller = try context.requireCaller()
    switch action {
    case "disable":
      let isGone = try await monitoring.disable(reference, touchesMachine: touchesMachine, by: caller)
      return try .json(isGone ? ["machine_is_gone": true] : [:] as [String: JSONValue])
    case "enable":
      let machine = try await monitoring.machines.machine(reference)
      guard touchesMachine else {
        throw MistError(
          .notSupported, "\(machine.name) is measured over SSH: without it there is no monitoring",
          hint: "leave no_ssh out")
      }
      if try fields.flag("dry") ?? false { return try answer(job: nil) }
      return try answer(job: try await monitoring.enable(machine.reference, by: caller))
    default:
      throw MistError(.invalid, "'\(action)' is no action", hint: "actions: enable, disable")
    }
  }

  /// The original told of a command to be run by hand here: there is none.
  private func answer(job: JobID?) throws -> Response {
    try .json(
      [
        "extra_vars": [:], "command": "", "job_id": job.map { .string($0.rawValue) } ?? .null,
        "job": .string(MonitoringService.action),
      ] as [String: JSONValue])
  }
}
