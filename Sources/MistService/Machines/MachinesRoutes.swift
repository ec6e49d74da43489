import Hummingbird
import MistModel
import MistWire

struct MachinesRoutes: RouteSet {
  let machines: MachinesService
  let monitoring: MonitoringService
  let changes: LongChanges
  let era: Era

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/machines", use: list)
    routes.post(":backend/machines/:machine", use: perform)
  }

  private func list(_ request: Request, context: ServiceContext) async throws -> Response {
    do {
      return try await listing(of: try context.id("backend"))
    } catch let error as MistError where isUnbearable(error, for: request) {
      // Said in `state` of the backend, and in a header for who reads it.
      return try await answer([], trouble: (error, age: nil))
    }
  }

  /// Clients of the first era ask all backends, disabled ones too, and do nothing at all when one answers with an error.
  private func isUnbearable(_ error: MistError, for request: Request) -> Bool {
    guard era == .backends, !request.isOfOurClient else { return false }
    return ![.notFound, .invalid, .interrupted, .storage].contains(error.code)
  }

  /// Answers with the backend's machines, as the original did; while a job goes on with it, with those of the last
  /// listing.
  private func perform(_ request: Request, context: ServiceContext) async throws -> Response {
    let reference = try context.machineReference()
    let fields = try await request.fields()
    let action = try Self.action(named: try fields.required("action"))
    let caller = try context.requireCaller()
    let (size, newName) = (try fields.text("plan_id").map { SizeID($0) }, try fields.text("new_name"))
    let change: @Sendable () async throws -> Void = { [machines, monitoring] in
      try await machines.perform(action, on: reference, size: size, newName: newName, by: caller)
      // What measured it went with it.
      if action == .destroy { try? await monitoring.forget(reference, isGone: true, by: caller) }
    }
    if !request.isOfOurClient {
      try await change()
    } else if let job = try await changes.carryOut(action, on: reference, by: caller, change) {
      let known = try await machines.lastListed(reference.backend).values.sorted { $0.id < $1.id }
      var response = try await answer(known, trouble: nil)
      response.headers.set(WireHeader.job, to: job.rawValue)
      return response
    }
    return try await listing(of: reference.backend)
  }

  private static func action(named name: String) throws -> MachineAction {
    // The command line's word for it in some of the original's versions.
    if name == "shutdown" { return .stop }
    guard let action = MachineAction(rawValue: name) else {
      throw MistError(
        .invalid, "'\(name)' is no action",
        hint: "actions: \(MachineAction.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return action
  }

  private func listing(of backend: BackendID) async throws -> Response {
    let listing = try await machines.list(backend)
    return try await answer(listing.machines, trouble: listing.trouble.map { ($0.error, $0.age) })
  }

  private func answer(_ machines: [Machine], trouble: (error: MistError, age: Int?)?) async throws -> Response {
    // The other eras tell of it in `GET /monitoring` alone.
    let monitored = era == .api ? try await monitoring.monitored() : []
    var response = try Response.json(
      machines.map { era.body(of: $0, isMonitored: monitored.contains($0.reference)) })
    if let trouble {
      let text = String(decoding: try WireJSON.bytes(ErrorBody(trouble.error)), as: UTF8.self)
      if let age = trouble.age { response.headers.set(WireHeader.listingAge, to: String(age)) }
      response.headers.set(WireHeader.listingTrouble, to: percentEncoded(text))
    }
    return response
  }
}

extension ServiceContext {
  /// The machine that the route names.
  func machineReference() throws -> MachineReference {
    MachineReference(backend: try id("backend"), machine: try id("machine"))
  }
}
