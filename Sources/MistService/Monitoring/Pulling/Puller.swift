import MistModel

/// Pulls the monitored machines again and again, while its process runs.
///
/// It begins with the first thing that has to do with monitoring, or when `start` is called: a process that does
/// neither pays nothing.
actor Puller {
  private let monitored: @Sendable () async throws -> [MachineReference]
  private let pulls: MachinePulls
  private let uptime: @Sendable () -> Double
  private var times: PullTimes
  private var underWay: [MachineReference: Task<PullOutcome, Never>] = [:]
  private var loop: Task<Void, Never>?
  private var sleeper: Task<Void, Never>?
  private var listedAt = -Double.infinity
  private var sweptAt = -Double.infinity
  private var isOver = false

  /// Seconds after which the machines are listed again: other processes add some too.
  private static let listingLife = 15.0
  private static let sweepEvery = 3600.0

  init(
    pulls: MachinePulls, world: ServiceWorld, pace: PullTimes.Pace = .init(),
    monitored: @escaping @Sendable () async throws -> [MachineReference]
  ) {
    self.pulls = pulls
    self.monitored = monitored
    uptime = world.uptime
    times = PullTimes(pace: pace)
  }

  /// Whether this process pulls by itself.
  var isRunning: Bool { loop != nil }

  func start() {
    guard loop == nil, !isOver else { return }
    loop = Task { await run() }
  }

  /// Ends all of it.
  func stop() async {
    isOver = true
    loop?.cancel()
    sleeper?.cancel()
    for task in underWay.values { task.cancel() }
    for task in underWay.values { _ = await task.value }
    await loop?.value
    loop = nil
  }

  /// Machines have come or gone.
  func lookForMachines() {
    listedAt = -.infinity
    sleeper?.cancel()
  }

  /// Somebody looks at a machine: it is pulled more often for a while.
  func look(at machine: MachineReference) {
    times.look(at: machine, at: uptime())
    sleeper?.cancel()
  }

  /// Pulls a machine at once, or waits for the pull that is under way.
  ///
  /// - Parameter age: seconds; when somebody asked it less long ago, that is enough.
  func pull(_ machine: MachineReference, unlessWithin age: Double) -> Task<PullOutcome, Never> {
    if let task = underWay[machine] { return task }
    let isByItself = loop != nil
    let task = Task {
      let outcome = await pulls.pull(machine, unlessWithin: age, obeysRules: isByItself)
      end(machine, outcome)
      return outcome
    }
    underWay[machine] = task
    times.begin(machine)
    return task
  }

  private func end(_ machine: MachineReference, _ outcome: PullOutcome) {
    underWay[machine] = nil
    times.end(machine, failures: outcome.failures, at: uptime())
    sleeper?.cancel()
  }

  private func run() async {
    while !Task.isCancelled {
      await refresh()
      let now = uptime()
      for machine in times.due(at: now) {
        // What another process pulls at the same pace need not be pulled here.
        _ = pull(machine, unlessWithin: times.pace(of: machine, at: now) * 0.8)
      }
      let pause = min(times.pause(at: uptime()) ?? Self.listingLife, Self.listingLife)
      await sleep(max(pause, 0.02))
    }
  }

  private func refresh() async {
    let now = uptime()
    guard now - listedAt >= Self.listingLife else { return }
    // A store that is held by another process now is asked again the next time.
    guard let machines = try? await monitored() else { return }
    listedAt = now
    times.set(machines, at: now)
    guard now - sweptAt >= Self.sweepEvery else { return }
    sweptAt = now
    await pulls.sweep()
  }

  private func sleep(_ seconds: Double) async {
    let sleeper = Task { _ = try? await Task.sleep(for: .seconds(seconds)) }
    self.sleeper = sleeper
    await withTaskCancellationHandler {
      await sleeper.value
    } onCancel: {
      sleeper.cancel()
    }
  }
}

/// What came of a pull.
enum PullOutcome: Sendable {
  case pulled(PullRecord)
  case failed(PullRecord?, MistError)
  /// Another process does it, or did a moment ago.
  case leftToOthers

  var failures: Int {
    switch self {
    case .pulled, .leftToOthers: 0
    case .failed(let record, _): max(1, record?.failures ?? 1)
    }
  }
}
