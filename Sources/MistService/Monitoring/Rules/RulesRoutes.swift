import Hummingbird
import MistModel
import MistWire

/// Rules on what is measured, and what came of them.
struct RulesRoutes: RouteSet {
  let rules: RulesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("rules", use: list)
    routes.post("rules", use: put)
    routes.post("rules/:rule", use: change)
    routes.delete("rules/:rule", use: delete)
    routes.get("incidents", use: incidents)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    try .json(try await rules.list().map(\.body))
  }

  /// Adds a rule, or changes the one whose `id` stands in the body.
  private func put(_ request: Request, context: ServiceContext) async throws -> Response {
    let order = try RuleOrder(await request.json([String: JSONValue].self))
    return try .json(try await rules.put(order, by: try context.requireCaller()).body)
  }

  private func change(_ request: Request, context: ServiceContext) async throws -> Response {
    let order = try RuleOrder(await request.json([String: JSONValue].self))
    return try .json(try await rules.put(order, id: try id(context), by: try context.requireCaller()).body)
  }

  private func delete(_ request: Request, context: ServiceContext) async throws -> Response {
    try await rules.delete(try id(context), by: try context.requireCaller())
    return .ok
  }

  private func incidents(_ request: Request, context: ServiceContext) async throws -> Response {
    try .json(try await rules.incidents().map(\.body))
  }

  private func id(_ context: ServiceContext) throws -> String {
    let id: Identifier<RuleRecord> = try context.id("rule")
    return id.rawValue
  }
}
