import Hummingbird
import MistModel
import MistWire

/// What is monitored in all, and the rules on it: nothing in this version.
struct MonitoringRoutes: RouteSet {
  let accounts: AccountsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("monitoring") { _, context in
      let plan = try await accounts.account(of: context.requireCaller()).currentPlan
      return try Response.json(MonitoringAnswer(plan: plan))
    }
    routes.put("metrics/:metric", use: refuse)
    routes.get("rules") { _, _ in try Response.json([JSONValue]()) }
    routes.post("rules", use: refuse)
    routes.post("rules/:rule", use: unknownRule)
    routes.delete("rules/:rule", use: unknownRule)
  }

  private func refuse(_ request: Request, context: ServiceContext) throws -> Response {
    throw MistError(.notSupported, "monitoring is not in this version")
  }

  private func unknownRule(_ request: Request, context: ServiceContext) throws -> Response {
    let rule: Identifier<MonitoringAnswer> = try context.id("rule")
    throw MistError(.notFound, "no rule '\(rule)'", about: .init(.rule, rule.rawValue))
  }
}
