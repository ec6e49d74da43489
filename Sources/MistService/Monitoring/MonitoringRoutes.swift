import Hummingbird
import MistModel
import MistMonitoring
import MistWire

/// What is monitored in all.
struct MonitoringRoutes: RouteSet {
  let accounts: AccountsService
  let metrics: MetricsService
  let rules: RulesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("monitoring", use: list)
    routes.put("metrics/:metric", use: name)
    routes.delete("metrics/:metric", use: unname)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    var answer = MonitoringAnswer(plan: try await accounts.account(of: context.requireCaller()).currentPlan)
    for (record, pull) in try await metrics.monitoring.list() {
      answer.machines.append([record.machine.backend.rawValue, record.machine.machine.rawValue])
      answer.monitored_machines[record.machine.path] = .object(record.body(pull))
    }
    for rule in try await rules.list() {
      answer.rules[rule.id.map(String.init) ?? ""] = .object(rule.body)
    }
    for description in MetricNames.builtIn { answer.builtin_metrics[description.id] = .object(description.body) }
    for custom in try await metrics.custom() {
      answer.custom_metrics[custom.metric] = [
        "id": .string(custom.metric), "name": .string(custom.description.name),
        "unit": .string(custom.description.unit),
        "machines": .array(
          custom.machines.map { [.string($0.backend.rawValue), .string($0.machine.rawValue)] }),
      ]
    }
    return try .json(answer)
  }

  /// On whichever machine: a metric has one name.
  private func name(_ request: Request, context: ServiceContext) async throws -> Response {
    let metric: Identifier<MetricDescription> = try context.id("metric")
    let fields = try await request.fields()
    let caller = try context.requireCaller()
    try await metrics.setName(
      of: metric.rawValue, name: try fields.text("name"), unit: try fields.text("unit"), by: caller)
    return try .json([String: JSONValue]())
  }

  /// It is called again as it always was.
  private func unname(_ request: Request, context: ServiceContext) async throws -> Response {
    let metric: Identifier<MetricDescription> = try context.id("metric")
    try await metrics.forgetName(of: metric.rawValue, by: try context.requireCaller())
    return try .json([String: JSONValue]())
  }
}

extension MonitoredRecord {
  /// With how far it was pulled, once it was.
  fileprivate func body(_ pull: PullRecord?) -> [String: JSONValue] {
    let trouble = self.trouble ?? pull?.trouble
    return [
      "backend": .string(machine.backend.rawValue), "machine_id": .string(machine.machine.rawValue),
      "name": name.map(JSONValue.string) ?? .null, "since": .number(since),
      "installation_status": [
        "state": .string(state.rawValue), "error_msg": trouble.map(JSONValue.string) ?? .null,
      ],
      "job_id": job.map { .string($0.rawValue) } ?? .null,
      "method": pull?.method.map { .string($0.rawValue) } ?? .null,
      "newest": pull.flatMap { $0.newest > 0 ? .integer($0.newest) : nil } ?? .null,
      "interval": .integer(Pulled.interval), "failures": .integer(pull?.failures ?? 0), "commands": [:],
    ]
  }
}
