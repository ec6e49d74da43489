import Hummingbird
import MistModel
import MistWire

struct CreationRoutes: RouteSet {
  let creation: CreationService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("/:backend/machines", use: create)
  }

  /// Answers when the provider has taken the orders, with the first machine; an asynchronous one at once.
  private func create(_ request: Request, context: ServiceContext) async throws -> Response {
    let backend: BackendID = try context.id("backend")
    let new = try NewMachine(await request.json([String: JSONValue].self))
    let created = try await creation.create(new, in: backend, by: try context.requireCaller())
    guard let first = created.machines.first else { return try .json(JobStartedAnswer(job: created.job)) }
    return try .json(CreatedMachineAnswer(first, job: created.job))
  }
}
