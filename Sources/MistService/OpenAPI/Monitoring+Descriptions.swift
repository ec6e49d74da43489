import MistModel
import MistWire

extension MachineMonitoringRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    let machine = "/:backend/machines/:machine"
    return [
      RouteDescription(
        .get, "\(machine)/stats", "What was measured on a machine",
        parameters: ["start", "stop", "step", "request_id"].map {
          .init(name: $0, place: .query, meaning: "In place of the body's.")
        },
        takes: .optional(.members(of: .anything)), answers: .json(.members(of: .anything)), refuses: .ofProvider),
      RouteDescription(
        .get, "\(machine)/metrics", "What is measured on a machine, by its id", answers: .json(.members(of: .anything)),
        refuses: .ofProvider),
      refused(.put, "\(machine)/metrics", "Measure something more"),
      refused(.delete, "\(machine)/metrics", "Measure something no longer"),
      refused(.post, "\(machine)/plugins/:plugin", "Measure with a program of one's own"),
      refused(.delete, "\(machine)/plugins/:plugin", "Take off a program that measures"),
      RouteDescription(
        .post, "\(machine)/monitoring", "Begin or end the monitoring of a machine; to begin is not in this version",
        takes: .required(.object([.has("action", .choice(["enable", "disable"]))])),
        answers: .json(.members(of: .anything)), refuses: .ofProvider),
    ]
  }

  private static func refused(_ method: RouteDescription.Method, _ path: String, _ summary: String) -> RouteDescription
  {
    RouteDescription(method, path, "\(summary); not in this version", refuses: .ofProvider)
  }
}

extension MonitoringRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(.get, "/monitoring", "What is monitored in all", answers: .json(.monitoring)),
      RouteDescription(
        .put, "/metrics/:metric", "Name something that is measured; not in this version", refuses: [.notSupported]),
      RouteDescription(.get, "/rules", "All rules on what is measured", answers: .json(.list(of: .anything))),
      RouteDescription(.post, "/rules", "Add or change a rule; not in this version", refuses: [.notSupported]),
      RouteDescription(.post, "/rules/:rule", "Change a rule; not in this version"),
      RouteDescription(.delete, "/rules/:rule", "Delete a rule; not in this version"),
    ]
  }
}

extension Schema {
  fileprivate static let monitoring = named(
    "Monitoring",
    .object([
      .has("machines", .list(of: .list(of: .text))), .has("monitored_machines", .members(of: .anything)),
      .has("rules", .members(of: .anything)), .has("alerts_email", .list(of: .text)),
      .has("custom_metrics", .members(of: .anything)), .has("builtin_metrics", .members(of: .anything)),
      .has("current_plan", .members(of: .anything)),
    ]))
}
