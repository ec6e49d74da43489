import MistModel

/// The record of one running job; every step is on disk before the next begins.
actor JobLog {
  private var job: Job
  private let store: Store
  private let world: ServiceWorld

  init(job: Job, store: Store, world: ServiceWorld) {
    self.job = job
    self.store = store
    self.world = world
  }

  func note(
    _ action: String, machine: MachineReference? = nil, error: String? = nil, result: JSONValue? = nil
  ) async throws {
    job.logs.append(.init(time: world.now(), action: action, machine: machine, error: error, result: result))
    try await save()
  }

  func count(_ step: String, _ change: (inout Job.Counters) -> Void) async throws {
    change(&job.summary[step, default: .init()])
    try await save()
  }

  func finish(error: String?) async {
    job.finishedAt = world.now()
    job.error = error
    // A store that cannot be written now leaves the job unfinished in it; the next reader finds its process gone.
    try? await save()
  }

  private func save() async throws {
    let job = job
    try await store.write { db in try JobRecord.update(job, db) }
  }
}
