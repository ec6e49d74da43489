import GRDB
import MistModel
import MistMonitoring
import MistWire

/// Begins and ends the monitoring of machines, and knows which are monitored.
struct MonitoringService: Sendable {
  let machines: MachinesService
  let collectors: any CollectorMaking
  let jobs: JobsService
  let vault: Vault
  let store: Store
  let series: SeriesStore
  let pulls: MachinePulls
  let puller: Puller
  let world: ServiceWorld

  /// How long an end waits for a beginning that is under way.
  var patience = Duration.seconds(30)

  static let action = "enable_monitoring"

  /// What an installation has to do, as the store keeps it sealed.
  private struct Work: Codable, Sendable {
    var backend: BackendID
    var machine: MachineID

    var reference: MachineReference { MachineReference(backend: backend, machine: machine) }
  }

  // MARK: Beginning

  /// Measures a machine from now on: a sampler at once, and collectd as soon as a job has put it there.
  ///
  /// For a machine that is monitored already it sees to it that all is as it should be.
  ///
  /// - Returns: the job.
  func enable(_ reference: MachineReference, by caller: Caller) async throws -> JobID {
    let machine = try await machines.machine(reference)
    if let job = try await installation(of: reference) { return job }
    try await collectors.collector(of: reference).startSampler()
    let id = jobs.newID()
    try await vault.unlock(toSeal: true)
    let work = Work(backend: reference.backend, machine: reference.machine)
    let sealed = try vault.seal(try WireJSON.bytes(work), at: JobsService.placeOfWork(id))
    try await begin(machine, job: id, by: caller)
    return try await jobs.start(
      Self.action, id: id, summary: ["monitoring": .init(pending: 1)], sealedWork: sealed, by: caller
    ) { try await install(on: reference, $0) }
  }

  /// The same as a step of another job.
  func enable(_ reference: MachineReference, in job: JobID, _ log: JobLog) async throws {
    try await collectors.collector(of: reference).startSampler()
    try await begin(try await machines.machine(reference), job: job, by: .owner)
    try await install(on: reference, log)
  }

  /// Goes on with an installation that its process left. Does nothing for any other job.
  func goOn(with id: JobID) async throws {
    guard try await jobs.isLeft(id, action: Self.action) else { return }
    try await vault.unlock()
    guard let (job, sealed) = try await jobs.takeOver(id) else { return }
    await jobs.goOn(with: job) { log in
      let work = try WireJSON.value(Work.self, from: try vault.open(sealed, at: JobsService.placeOfWork(id)))
      try await log.note("job_taken_over")
      try await install(on: work.reference, log)
    }
  }

  /// The same for every such job, for a service that stays.
  func goOnWithAll() async throws {
    for id in try await jobs.unfinishedWithWork(action: Self.action) { try await goOn(with: id) }
  }

  private func begin(_ machine: Machine, job: JobID, by caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      try MonitoredRecord.begin(machine, at: now, job: job, db)
      try Journal.note(db, at: now, who: caller, "enable monitoring", machine.reference.path)
    }
    await puller.lookForMachines()
  }

  /// The job that installs on a machine at this moment.
  private func installation(of reference: MachineReference) async throws -> JobID? {
    guard let id = try await record(of: reference)?.job else { return nil }
    try await goOn(with: id)
    guard let job = try? await jobs.job(id), job.finishedAt == nil else { return nil }
    return id
  }

  private func install(on reference: MachineReference, _ log: JobLog) async throws {
    try await log.note(Self.action, machine: reference)
    let (steps, told) = AsyncStream<String>.makeStream()
    let collector = try await collectors.collector(of: reference)
    async let notes: Void = {
      for await step in steps {
        try await log.note("monitoring_step", machine: reference, result: ["step": .string(step)])
      }
    }()
    let result: Result<MonitoringMethod, any Error>
    do {
      result = .success(try await collector.installCollectd { told.yield($0) })
    } catch {
      result = .failure(error)
    }
    told.finish()
    try await notes
    switch result {
    case .success(let method):
      try await log.note(
        "monitoring_finished", machine: reference, result: ["method": .string(method.rawValue)],
        settled: [.init("monitoring", .success)]
      ) { try MonitoredRecord.set(.succeeded, of: reference, $0) }
      _ = await puller.pull(reference, unlessWithin: 0).value
    case .failure(let error as MistError) where error.code != .interrupted && error.code != .storage:
      try await log.note(
        "monitoring_finished", machine: reference, error: error.summary, settled: [.init("monitoring", .error)]
      ) { try MonitoredRecord.set(.failed, trouble: error.summary, of: reference, $0) }
      throw error
    case .failure(let error):
      throw error
    }
  }

  // MARK: Ending

  /// Takes away what measures a machine. What was measured is kept for its time.
  ///
  /// One that its provider lists no longer is only forgotten, with its rules.
  ///
  /// - Parameter touchesMachine: `false` for one that shall only be forgotten.
  /// - Returns: whether it was gone, so that nothing was removed from it.
  @discardableResult
  func disable(_ reference: MachineReference, touchesMachine: Bool, by caller: Caller) async throws -> Bool {
    guard let record = try await record(of: reference) else {
      _ = try await machines.machine(reference)
      return false
    }
    guard try await isListed(reference) else {
      try await forget(reference, isGone: true, by: caller)
      return true
    }
    if touchesMachine {
      if let job = record.job {
        let jobs = jobs
        await Task { await jobs.finish(job) }.wait(atMost: patience)
      }
      if let job = try await installation(of: reference) {
        throw MistError(
          .conflict, "\(try await machines.machine(reference).name) is being prepared by job \(job)",
          hint: "wait for it: describe-job \(job)")
      }
      do {
        try await collectors.collector(of: reference).remove()
      } catch let error as MistError where error.code != .interrupted {
        // It was known by an earlier listing only: one that is gone does not answer either.
        guard case .some(.none) = try? await machines.freshMachine(reference) else { throw error }
        try await forget(reference, isGone: true, by: caller)
        return true
      }
    }
    try await forget(reference, by: caller)
    return false
  }

  /// Whether a machine was listed last, or is now. Its backend must be there.
  private func isListed(_ reference: MachineReference) async throws -> Bool {
    do {
      _ = try await machines.machine(reference)
      return true
    } catch let error as MistError where error.code == .notFound && error.subject?.thing == .machine {
      return false
    }
  }

  /// A machine is no longer monitored.
  ///
  /// - Parameter isGone: there is no such machine any more: its rules go too, since one that comes later may have its id.
  func forget(_ reference: MachineReference, isGone: Bool = false, by caller: Caller) async throws {
    let now = world.now()
    let wasMonitored = try await store.write { db in
      if isGone { try RuleRecord.deleteAll(of: reference, at: now, db) }
      guard try MonitoredRecord.end(reference, db) else { return false }
      try Journal.note(db, at: now, who: caller, "disable monitoring", reference.path)
      return true
    }
    guard wasMonitored else { return }
    if series.isThere { try await series.write { try PullRecord.forgetCursor(of: reference, $0) } }
    await puller.lookForMachines()
  }

  // MARK: Telling of it

  /// All that is monitored, and how far each was pulled.
  func list() async throws -> [(record: MonitoredRecord, pull: PullRecord?)] {
    let records = try await store.read(MonitoredRecord.fetchAll)
    guard !records.isEmpty, series.isThere else { return records.map { ($0, nil) } }
    let pulls = try await series.read(PullRecord.fetchAll)
    return records.map { ($0, pulls[$0.machine]) }
  }

  func monitored() async throws -> Set<MachineReference> {
    Set(try await store.read(MonitoredRecord.fetchAll).map(\.machine))
  }

  func record(of machine: MachineReference) async throws -> MonitoredRecord? {
    try await store.read { try MonitoredRecord.fetch(machine, $0) }
  }

  /// Throws for a machine that is not monitored.
  func requireMonitored(_ machine: Machine) async throws {
    guard try await record(of: machine.reference) != nil else {
      throw MistError(
        .invalid, "\(machine.name) is not monitored", hint: "enable-monitoring \(machine.name) begins with it")
    }
  }
}
