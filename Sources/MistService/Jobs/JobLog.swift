import GRDB
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

  /// How a step of the summary ended for one machine.
  struct Settled: Sendable {
    enum Outcome: Sendable {
      case success, error, skipped
    }

    var step: String
    var outcome: Outcome

    init(_ step: String, _ outcome: Outcome) {
      self.step = step
      self.outcome = outcome
    }
  }

  /// All that was noted so far, also by those who worked on the job before.
  var entries: [Job.LogEntry] { job.logs }

  /// Machines that jobs which do the same have noted.
  func machinesOfOtherJobs() async throws -> Set<MachineReference> {
    let (id, action) = (job.id, job.action)
    return try await store.read { db in
      let others = try JobRecord.all(action: action, db).filter { $0.id != id }
      return Set(others.flatMap { $0.logs.compactMap(\.machine) })
    }
  }

  /// - Parameters:
  ///   - settled: steps that are over with it.
  ///   - change: what must be in the store when the entry is.
  func note(
    _ action: String, machine: MachineReference? = nil, error: String? = nil, result: JSONValue? = nil,
    settled: [Settled] = [], with change: @escaping @Sendable (Database) throws -> Void = { _ in }
  ) async throws {
    job.logs.append(.init(time: world.now(), action: action, machine: machine, error: error, result: result))
    for step in settled { job.summary[step.step, default: .init()].settle(step.outcome) }
    let job = job
    try await store.write { db in
      try JobRecord.update(job, db)
      try change(db)
    }
  }

  func finish(error: String?) async {
    job.finishedAt = world.now()
    job.error = error
    let job = job
    // A store that cannot be written now leaves the job unfinished in it; the next reader finds its process gone.
    try? await store.write { db in try JobRecord.update(job, db) }
  }
}

extension Job.Counters {
  fileprivate mutating func settle(_ outcome: JobLog.Settled.Outcome) {
    pending = max(0, pending - 1)
    switch outcome {
    case .success: success += 1
    case .error: error += 1
    case .skipped: skipped += 1
    }
  }
}
