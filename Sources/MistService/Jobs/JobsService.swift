import GRDB
import MistModel
import MistWire

/// Long work: kept in the store before it begins and after every step.
struct JobsService: Sendable {
  let store: Store
  let world: ServiceWorld
  private let running = RunningJobs()

  init(store: Store, world: ServiceWorld) {
    self.store = store
    self.world = world
  }

  /// Begins a job and returns at once.
  ///
  /// - Parameter work: reports steps through its `JobLog`; what it throws is the job's error.
  func start(
    _ action: String, summary: [String: Job.Counters], by caller: Caller,
    _ work: @escaping @Sendable (JobLog) async throws -> Void
  ) async throws -> JobID {
    let id = JobID(world.randomHex(bytes: 16))
    let job = Job(id: id, action: action, startedAt: world.now(), summary: summary)
    try await store.write { db in
      try JobRecord.insert(job, worker: .current, db)
      try Journal.note(db, at: job.startedAt, who: caller, action, "job \(id)")
    }
    let log = JobLog(job: job, store: store, world: world)
    let task = Task {
      do {
        try await work(log)
        await log.finish(error: nil)
      } catch let error as MistError {
        await log.finish(error: error.summary)
      } catch {
        await log.finish(error: "interrupted")
      }
    }
    await running.add(id, task)
    return id
  }

  /// A job as it is now. One whose process is gone has ended, and says that it did not go on.
  func job(_ id: JobID) async throws -> Job {
    let now = world.now()
    let job = try await store.write { db -> Job? in
      guard case (var job, let worker)? = try JobRecord.fetch(id, db) else { return nil }
      guard job.finishedAt == nil, !worker.isAlive else { return job }
      job.finishedAt = now
      job.error = "the mist-shell that worked on it ended first; how far it came is in the log"
      try JobRecord.update(job, db)
      return job
    }
    guard let job else { throw MistError(.notFound, "no job '\(id)'") }
    return job
  }

  /// Jobs of this process that still go on.
  func unfinished() async -> [JobID] {
    await running.unfinished
  }

  /// Waits until the jobs of this process are done.
  func finishAll() async {
    await running.finishAll()
  }
}

private actor RunningJobs {
  private var tasks: [JobID: Task<Void, Never>] = [:]

  var unfinished: [JobID] { tasks.keys.sorted() }

  func add(_ id: JobID, _ task: Task<Void, Never>) {
    tasks[id] = task
    Task {
      await task.value
      remove(id)
    }
  }

  func finishAll() async {
    for task in tasks.values { await task.value }
  }

  private func remove(_ id: JobID) {
    tasks[id] = nil
  }
}
