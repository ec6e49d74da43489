import Hummingbird
import MistModel
import MistWire

struct JobsRoutes {
  let jobs: JobsService
  let creation: CreationService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/jobs/:job", use: job)
  }

  /// A job that its process left is gone on with by the one that is asked for it, where that can be.
  private func job(_ request: Request, context: ServiceContext) async throws -> Response {
    let id: JobID = try context.id("job")
    try await creation.goOn(with: id)
    return try .json(JobBody(try await jobs.job(id)))
  }
}

struct ScriptsRoutes {
  let scripts: ScriptsService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("/scripts", use: list)
    routes.post("/scripts", use: add)
    routes.delete("/scripts/:script", use: remove)
    routes.post("/scripts/:script", use: run)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    try .json(try await scripts.list().map { ScriptBody($0) })
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(AddScriptBody.self)
    guard body.location_type ?? "inline" == "inline", body.exec_type ?? "executable" == "executable" else {
      throw MistError(.notSupported, "only inline scripts that are executable can be kept")
    }
    let script = try await scripts.add(
      name: body.name, description: body.description ?? "", text: body.script, by: try context.requireCaller())
    return try .json(ScriptBody(script))
  }

  private func remove(_ request: Request, context: ServiceContext) async throws -> Response {
    try await scripts.remove(try context.id("script"), by: try context.requireCaller())
    return .ok
  }

  private func run(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(RunScriptBody.self)
    let machine = MachineReference(backend: body.backend_id, machine: body.machine_id)
    let job = try await scripts.run(
      try context.id("script"), on: machine, parameters: body.params ?? "", by: try context.requireCaller())
    return try .json(JobStartedAnswer(job: job))
  }
}
