import GRDB
import MistModel

/// The record of one running job; every step is on disk before the next begins.
actor JobLog {
  private var job: Job
  private let store: Store
  private let world: ServiceWorld
  /// Those that wait until an entry is written: what is on disk never lacks an earlier one.
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isWriting = false

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
      Set(try JobRecord.others(than: id, action: action, db).flatMap { $0.logs.compactMap(\.machine) })
    }
  }

  /// The same as `note`, of a machine that no other job may have noted since a time: what tells a machine at some
  /// providers is its name, and two jobs of one name that look at the same moment find the same.
  ///
  /// - Returns: `false`, with nothing noted, when another job has it.
  func claim(
    _ machine: MachineReference, since time: Double, _ action: String, result: JSONValue, settled: [Settled],
    with change: @escaping @Sendable (Database) throws -> Void
  ) async throws -> Bool {
    let (id, job) = (job.id, job.action)
    do {
      try await note(action, machine: machine, result: result, settled: settled) { db in
        let others = try JobRecord.others(than: id, action: job, db)
        guard !others.contains(where: { $0.logs.contains { $0.machine == machine && $0.time >= time } }) else {
          throw Claimed()
        }
        try change(db)
      }
      return true
    } catch is Claimed {
      return false
    }
  }

  private struct Claimed: Error {}

  /// Throws `.conflict` when another process works on the job by now: then nobody here goes on.
  ///
  /// - Parameters:
  ///   - settled: steps that are over with it.
  ///   - change: what must be in the store when the entry is; what it throws leaves the entry out.
  func note(
    _ action: String, machine: MachineReference? = nil, error: String? = nil, result: JSONValue? = nil,
    settled: [Settled] = [], with change: @escaping @Sendable (Database) throws -> Void = { _ in }
  ) async throws {
    try await inTurn { next in
      next.logs.append(.init(time: world.now(), action: action, machine: machine, error: error, result: result))
      for step in settled { next.summary[step.step, default: .init()].settle(step.outcome) }
      let job = next
      try await store.write { db in
        try JobRecord.update(job, by: .current, db)
        try change(db)
      }
    }
  }

  func finish(error: String?) async {
    // A store that cannot be written now leaves the job unfinished in it; the next reader finds its process gone.
    try? await inTurn { next in
      next.finishedAt = world.now()
      next.error = error
      let job = next
      try await store.write { db in try JobRecord.update(job, by: .current, db) }
    }
  }

  /// Changes the job, one change after the other; one that throws leaves it as it was.
  private func inTurn(_ change: (inout Job) async throws -> Void) async throws {
    if isWriting { await withCheckedContinuation { waiting.append($0) } }
    isWriting = true
    defer {
      isWriting = false
      if !waiting.isEmpty {
        isWriting = true
        waiting.removeFirst().resume()
      }
    }
    var next = job
    try await change(&next)
    job = next
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
