import MistModel
import MistProviders
import MistWire

/// Makes machines: each order is a job of the store, which another process goes on with when its own one ends too early.
struct CreationService: Sendable {
  let machines: MachinesService
  let keys: KeysService
  let scripts: ScriptsService
  let monitoring: MonitoringService
  let jobs: JobsService
  let vault: Vault
  let world: ServiceWorld
  var patience = CreationPatience()

  /// What is known when all machines are ordered.
  struct Created: Sendable {
    var job: JobID
    /// In the order of their names; none yet where the order is asynchronous, or takes too long to be waited for.
    var machines: [Machine]
  }

  /// Starts the job, and waits until the provider has taken all its orders.
  ///
  /// Throws the provider's refusal; machines that were made all the same are told of, and gone on with.
  ///
  /// - Parameter limit: how long that is waited for; `nil` for as long as it takes.
  func create(
    _ new: NewMachine, in backend: BackendID, within limit: Duration? = nil, by caller: Caller
  ) async throws -> Created {
    let work = try await work(for: new, in: backend)
    let id = jobs.newID()
    try await vault.unlock(toSeal: true)
    let sealed = try vault.seal(try WireJSON.bytes(work), at: JobsService.placeOfWork(id))
    let (ordered, orders) = AsyncStream<(Int, Result<Machine, MistError>)?>.makeStream()
    let run = run(work, of: id) { orders.yield(($0, $1)) }
    _ = try await jobs.start(
      CreationWork.action, id: id, summary: work.summary, sealedWork: sealed, by: caller
    ) { log in
      defer { orders.finish() }
      try await run.all(log)
    }
    guard !new.isAsync else { return Created(job: id, machines: []) }
    let clock = limit.map { limit in
      Task {
        try await Task.sleep(for: limit)
        orders.yield(nil)
      }
    }
    defer { clock?.cancel() }
    return Created(job: id, machines: try await settled(ordered, of: work, id) ?? [])
  }

  /// Goes on with a job that its process left. Does nothing for any other job.
  func goOn(with id: JobID) async throws {
    guard try await jobs.isLeft(id, action: CreationWork.action) else { return }
    // Before it is taken: a job that nobody here can read is for somebody else.
    try await vault.unlock()
    guard let (job, sealed) = try await jobs.takeOver(id) else { return }
    await jobs.goOn(with: job) { log in
      let work = try WireJSON.value(CreationWork.self, from: try vault.open(sealed, at: JobsService.placeOfWork(id)))
      try await log.note("job_taken_over")
      try await run(work, of: id) { _, _ in }.all(log)
    }
  }

  /// The same for every such job, for a service that stays.
  func goOnWithAll() async throws {
    for id in try await jobs.unfinishedWithWork(action: CreationWork.action) { try await goOn(with: id) }
  }

  private func run(
    _ work: CreationWork, of id: JobID, ordered: @escaping @Sendable (Int, Result<Machine, MistError>) -> Void
  ) -> CreationRun {
    CreationRun(
      work: work, job: id, machines: machines, keys: keys, execution: scripts.execution, monitoring: monitoring,
      world: world, patience: patience, ordered: ordered)
  }

  private func work(for new: NewMachine, in backend: BackendID) async throws -> CreationWork {
    let driver = try await machines.driver(of: backend)
    try driver.require(.create)
    if new.wantsFloatingIP { try driver.require(.floatingIP) }
    var script = new.script
    if let id = new.scriptID { script = try await scripts.text(of: id) }
    return CreationWork(
      backend: backend, names: new.names, image: new.image, size: try await size(for: new, driver),
      location: new.location, networks: new.networks, wantsFloatingIP: new.wantsFloatingIP,
      key: try await key(for: new, driver), script: script, parameters: new.parameters, isMonitored: new.isMonitored,
      isAsync: new.isAsync, command: new.command,
      environment: new.environment)
  }

  /// The key that was named, else the default one; none where commands run without SSH.
  private func key(for new: NewMachine, _ driver: any ProviderDriver) async throws -> KeyID? {
    if let key = new.key {
      _ = try await keys.publicKey(of: key)
      return key
    }
    guard !driver.abilities.contains(.execute) else { return nil }
    let key = try await keys.defaultKey()
    guard key != nil || !driver.abilities.contains(.keys) else {
      throw MistError(
        .notFound, "there is no key to open the new machine with",
        hint: "keep one first: add-key --name NAME --auto-generate")
    }
    return key
  }

  /// Where there is one size only, nobody has to name it.
  private func size(for new: NewMachine, _ driver: any ProviderDriver) async throws -> SizeID? {
    guard new.size == nil, driver.abilities.contains(.sizes) else { return new.size }
    let sizes = try await driver.sizes()
    guard sizes.count == 1 else {
      var error = MistError.missing("size")
      error.hint = "say --size: list-sizes shows what there is"
      throw error
    }
    return sizes[0].id
  }

  /// - Parameter ordered: what the provider said to each; `nil` when it was waited for long enough.
  /// - Returns: `nil` when it was.
  private func settled(
    _ ordered: AsyncStream<(Int, Result<Machine, MistError>)?>, of work: CreationWork, _ id: JobID
  ) async throws -> [Machine]? {
    var made: [Int: Machine] = [:]
    var troubles: [Int: MistError] = [:]
    for await answer in ordered {
      guard let (position, result) = answer else { return nil }
      switch result {
      case .success(let machine): made[position] = machine
      case .failure(let error): troubles[position] = error
      }
      guard made.count + troubles.count < work.names.count else { break }
    }
    guard made.count < work.names.count else { return work.names.indices.compactMap { made[$0] } }
    // Nothing is left to go on with.
    if made.isEmpty { await jobs.finish(id) }
    guard let (position, error) = troubles.min(by: { $0.key < $1.key }) else {
      throw MistError(.failed, "the order was not carried out", hint: "describe-job \(id) tells how far it came")
    }
    guard work.names.count > 1 else { throw error }
    throw MistError(
      error.code, "\(made.count) of \(work.names.count) machines were made; \(work.names[position]): \(error.summary)",
      hint: "describe-job \(id) tells of each")
  }
}

/// How long a new machine is waited for.
struct CreationPatience: Sendable {
  /// Before it is looked at again; doubled each time up to the longest.
  var firstPause = Duration.milliseconds(500)
  var longestPause = Duration.seconds(10)
  /// Seconds until it has to be reached.
  var limit = 600.0
  /// Seconds in which it may refuse its key: it gets that while it starts.
  var refusalLimit = 180.0
  /// Seconds in which it may be left out of the listing: some providers list late.
  var listingLimit = 180.0
  /// Before each look for the machine of an order whose answer was lost.
  var lookingPauses: [Duration] = [.milliseconds(500), .seconds(2), .seconds(5)]
}
