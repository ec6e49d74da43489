import Hummingbird
import MistModel
import MistWire

struct JobsRoutes: RouteSet {
  let jobs: JobsService
  let creation: CreationService
  let monitoring: MonitoringService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/jobs", use: list)
    routes.get("/jobs/:job", use: job)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    try .json(try await jobs.list().map { JobBody($0).withoutLogs })
  }

  /// A job that its process left is gone on with by the one that is asked for it, where that can be.
  private func job(_ request: Request, context: ServiceContext) async throws -> Response {
    let id: JobID = try context.id("job")
    try await creation.goOn(with: id)
    try await monitoring.goOn(with: id)
    return try .json(JobBody(try await jobs.job(id)))
  }
}

struct ScriptsRoutes: RouteSet {
  let scripts: ScriptsService
  let era: Era

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/scripts", use: list)
    routes.post("/scripts", use: add)
    routes.delete("/scripts/:script", use: remove)
    routes.post("/scripts/:script", use: run)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    try .json(try await scripts.list().map { era.body(of: $0) })
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let fields = try await request.fields()
    guard try fields.text("location_type") ?? "inline" == "inline",
      try fields.text("exec_type") ?? "executable" == "executable"
    else {
      throw MistError(.notSupported, "only inline scripts that are executable can be kept")
    }
    guard let text = try fields.untrimmed("script") else { throw MistError.missing("script") }
    let script = try await scripts.add(
      name: try fields.required("name"), description: try fields.text("description") ?? "", text: text,
      by: try context.requireCaller())
    return try .json(era.body(of: script))
  }

  private func remove(_ request: Request, context: ServiceContext) async throws -> Response {
    try await scripts.remove(try context.id("script"), by: try context.requireCaller())
    // Clients of the last era read JSON here.
    return era == .api ? try .json([String: JSONValue]()) : .ok
  }

  private func run(_ request: Request, context: ServiceContext) async throws -> Response {
    let order = try ScriptOrder(await request.json([String: JSONValue].self))
    return try .json(
      JobStartedAnswer(job: try await scripts.run(try context.id("script"), order, by: try context.requireCaller())))
  }
}
