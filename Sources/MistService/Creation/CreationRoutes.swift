import Hummingbird
import MistModel
import MistWire

struct CreationRoutes: RouteSet {
  let creation: CreationService
  let changes: LongChanges

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post("/:backend/machines", use: create)
  }

  /// Answers when the provider has taken the orders, with the first machine; an asynchronous one at once, and one that
  /// takes longer than our own client waits with the job that goes on.
  private func create(_ request: Request, context: ServiceContext) async throws -> Response {
    let backend: BackendID = try context.id("backend")
    let new = try NewMachine(await request.json([String: JSONValue].self))
    let created = try await creation.create(
      new, in: backend, within: request.isOfOurClient ? changes.patience : nil, by: try context.requireCaller())
    guard let first = created.machines.first else {
      var response = try Response.json(JobStartedAnswer(job: created.job))
      if !new.isAsync { response.headers.set(WireHeader.job, to: created.job.rawValue) }
      return response
    }
    return try .json(CreatedMachineAnswer(first, job: created.job))
  }
}
