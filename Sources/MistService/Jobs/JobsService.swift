import Foundation
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

  func newID() -> JobID { JobID(world.randomHex(bytes: 16)) }

  /// Begins a job and returns at once.
  ///
  /// - Parameters:
  ///   - sealedWork: what is to be done, for a process that goes on with it when this one ends too early.
  ///   - work: reports steps through its `JobLog`; what it throws is the job's error.
  func start(
    _ action: String, id: JobID? = nil, summary: [String: Job.Counters], sealedWork: Data? = nil, by caller: Caller,
    _ work: @escaping @Sendable (JobLog) async throws -> Void
  ) async throws -> JobID {
    let job = Job(id: id ?? newID(), action: action, startedAt: world.now(), summary: summary)
    try await store.write { db in
      try JobRecord.insert(job, worker: .current, work: sealedWork, db)
      try Journal.note(db, at: job.startedAt, who: caller, action, "job \(job.id)")
    }
    await goOn(with: job, work)
    return job.id
  }

  /// Works on a job that this process began or has taken over.
  func goOn(with job: Job, _ work: @escaping @Sendable (JobLog) async throws -> Void) async {
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
    await running.add(job.id, task)
  }

  /// Where the work of a job is sealed.
  static func placeOfWork(_ id: JobID) -> Vault.Place {
    Vault.Place(table: "job", row: id.rawValue, column: "sealedWork")
  }

  /// Whether it does this, its process is gone and another can go on with it.
  func isLeft(_ id: JobID, action: String) async throws -> Bool {
    try await store.read { db in
      guard case (let job, let worker)? = try JobRecord.fetch(id, db), job.finishedAt == nil, job.action == action
      else { return false }
      return try !worker.isAlive && JobRecord.sealedWork(of: id, db) != nil
    }
  }

  /// Takes over a job whose process is gone: of several that try, one gets it.
  ///
  /// - Returns: the job and its sealed work; `nil` when it is over, in good hands, or cannot be gone on with.
  func takeOver(_ id: JobID) async throws -> (Job, Data)? {
    try await store.write { db in
      guard case (let job, let worker)? = try JobRecord.fetch(id, db), job.finishedAt == nil, !worker.isAlive,
        let work = try JobRecord.sealedWork(of: id, db)
      else { return nil }
      try JobRecord.setWorker(.current, of: id, db)
      return (job, work)
    }
  }

  /// Jobs that do this, that another process may have left and that can be gone on with.
  func unfinishedWithWork(action: String) async throws -> [JobID] {
    try await store.read { try JobRecord.unfinishedWithWork(action: action, $0) }
  }

  /// A job as it is now. One whose process is gone has ended, and says that it did not go on; one that can be gone on
  /// with stays as it is for whoever takes it over.
  func job(_ id: JobID) async throws -> Job {
    let now = world.now()
    let job = try await store.write { db -> Job? in
      guard case (var job, let worker)? = try JobRecord.fetch(id, db) else { return nil }
      guard job.finishedAt == nil, !worker.isAlive, try JobRecord.sealedWork(of: id, db) == nil else { return job }
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

  /// Waits until a job of this process is over.
  func finish(_ id: JobID) async {
    await running.finish(id)
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

  func finish(_ id: JobID) async {
    await tasks[id]?.value
    remove(id)
  }

  func finishAll() async {
    for task in tasks.values { await task.value }
  }

  private func remove(_ id: JobID) {
    tasks[id] = nil
  }
}
