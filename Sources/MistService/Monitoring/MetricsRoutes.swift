import Hummingbird
import MistModel
import MistMonitoring
import MistWire

/// What is measured on one machine.
struct MetricsRoutes: RouteSet {
  let metrics: MetricsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/machines/:machine/stats", use: stats)
    routes.get(":backend/machines/:machine/metrics", use: list)
    routes.put(":backend/machines/:machine/metrics", use: add)
    routes.delete(":backend/machines/:machine/metrics", use: remove)
    routes.post(":backend/machines/:machine/plugins/:plugin", use: deploy)
    routes.delete(":backend/machines/:machine/plugins/:plugin", use: removePlugin)
  }

  /// Times, step and metrics may be in the query or in the body.
  private func stats(_ request: Request, context: ServiceContext) async throws -> Response {
    let machine = try await machine(context)
    let fields = try await request.fieldsOfQueryAndBody(listing: "metrics")
    let order = try StatsOrder(fields, now: metrics.monitoring.world.now())
    var answer: [String: JSONValue] = [:]
    for values in try await StatsService(metrics: metrics).stats(of: machine, order) {
      answer[values.description.id] = values.body(withExtremes: order.withExtremes)
    }
    if let asked = try fields.text("request_id") { answer["request_id"] = .string(asked) }
    return try .json(answer)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    let offers = try await metrics.offers(of: try await machine(context))
    let bodies = offers.map { offer -> (String, JSONValue) in
      var body = offer.description.body
      if let plugin = offer.plugin {
        body["available"] = true
        body["plugin"] = .string(plugin.name)
        body["needs"] = .string(plugin.needs)
      }
      return (offer.description.id, .object(body))
    }
    return try .json(Dictionary(bodies, uniquingKeysWith: { first, _ in first }))
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let metric = try await request.fieldsOfQueryAndBody().required("metric_id")
    try await metrics.add(metric, to: try await machine(context), by: try context.requireCaller())
    return try .json([String: JSONValue]())
  }

  private func remove(_ request: Request, context: ServiceContext) async throws -> Response {
    let metric = try await request.fieldsOfQueryAndBody().required("metric_id")
    try await metrics.remove(metric, from: try await machine(context), by: try context.requireCaller())
    return try .json([String: JSONValue]())
  }

  private func deploy(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fields()
    let plugin: Identifier<CustomPlugin> = try context.id("plugin")
    try Self.requirePython(fields)
    guard let text = try fields.untrimmed("read_function"), !text.isEmpty else {
      throw MistError.missing("read_function")
    }
    let kind = try fields.text("value_type") ?? "gauge"
    guard let kind = CustomPlugin.Kind(rawValue: kind) else {
      throw MistError(.invalid, "'\(kind)' is no value_type", hint: "value_type is gauge or derive")
    }
    let metric = try await metrics.deploy(
      CustomPlugin(id: plugin.rawValue, kind: kind, text: text), name: try fields.text("name"),
      unit: try fields.text("unit"), on: try await machine(context), by: try context.requireCaller())
    return try .json(["metric_id": .string(metric), "stdout": ""] as [String: JSONValue])
  }

  private func removePlugin(_ request: Request, context: ServiceContext) async throws -> Response {
    try Self.requirePython(try await request.fieldsOfQueryAndBody())
    let plugin: Identifier<CustomPlugin> = try context.id("plugin")
    try await metrics.removePlugin(
      plugin.rawValue, from: try await machine(context), by: try context.requireCaller())
    return try .json(["metric_id": nil, "stdout": ""] as [String: JSONValue])
  }

  private static func requirePython(_ fields: Fields) throws {
    let type = try fields.text("plugin_type") ?? "python"
    guard type == "python" else {
      throw MistError(.notSupported, "plugins of type '\(type)' are not known", hint: "plugin_type is python")
    }
  }

  private func machine(_ context: ServiceContext) async throws -> Machine {
    try await metrics.monitoring.machines.machine(try context.machineReference())
  }
}

extension MetricDescription {
  /// As it stands in the answers of all eras; `_target` was graphite's name for it.
  var body: [String: JSONValue] {
    [
      "id": .string(id), "name": .string(name), "unit": .string(unit),
      "min_value": minimum.map(JSONValue.number) ?? .null, "max_value": maximum.map(JSONValue.number) ?? .null,
      "priority": .integer(priority), "_target": .string(id),
    ]
  }
}

extension StatsService.Values {
  fileprivate func body(withExtremes: Bool) -> JSONValue {
    var body = description.body
    body["_requested_target"] = .string(asked)
    body["datapoints"] = points(buckets.mean)
    if withExtremes {
      body["minima"] = points(buckets.least)
      body["maxima"] = points(buckets.greatest)
    }
    return .object(body)
  }

  /// `[value, time]` each.
  private func points(_ value: (Int) -> Double?) -> JSONValue {
    .array(
      (0..<buckets.count).map { index in
        [value(index).map(JSONValue.number) ?? .null, .integer(buckets.start + index * buckets.step)]
      })
  }
}
