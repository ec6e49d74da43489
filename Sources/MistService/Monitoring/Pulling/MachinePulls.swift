import MistModel
import MistMonitoring
import Synchronization

/// Pulls one machine: of all processes on a state folder, one at a time.
struct MachinePulls: Sendable {
  let series: SeriesStore
  let collectors: any CollectorMaking
  let places: PlaceBook
  let rules: RulesService
  let world: ServiceWorld
  let counters = PullCounters()

  /// Seconds that a pull may take; so long the machine is no other's.
  private static let longest = 120.0
  /// Seconds after which a sampler that brings nothing new is taken for ended: a machine may have started anew.
  private static let silence = 60.0

  /// - Parameter obeysRules: whether this process does what the rules want; one that ends soon does not.
  func pull(_ machine: MachineReference, unlessWithin age: Double, obeysRules: Bool) async -> PullOutcome {
    let began = world.uptime()
    var mine: PullRecord?
    do {
      let now = world.now()
      let lease = try await series.write { db in
        try PullRecord.take(machine, for: .current, at: now, seconds: Self.longest, unlessWithin: age, db)
      }
      guard case .mine(let before) = lease else {
        if obeysRules { await lookAtWhatOthersBrought(of: machine) }
        return .leftToOthers
      }
      mine = before
      let collector = try await collectors.collector(of: machine)
      var kept = before
      while try await bring(from: collector, &kept) { mine = kept }
      counters.countPull(seconds: world.uptime() - began)
      if kept.method == .sampler, world.now() - Double(kept.newest) > Self.silence {
        try? await collector.startSampler()
      }
      if obeysRules { await rules.look(at: machine, from: before.newest, to: kept.newest) }
      return .pulled(kept)
    } catch {
      return await failed(machine, mine, error, obeysRules: obeysRules)
    }
  }

  /// - Returns: whether there is more.
  private func bring(from collector: any Collector, _ record: inout PullRecord) async throws -> Bool {
    let before = record
    let pulled = try await withDeadline(.seconds(Self.longest - 10), "values of a machine") {
      try await collector.pull(since: before.cursor)
    }
    let now = world.now()
    // What does not get further would never end.
    let hasMore = pulled.hasMore && pulled.cursor != before.cursor
    record = try await series.write { db in
      try before.keep(pulled, at: now, heldUntil: hasMore ? now + Self.longest : nil, db)
    }
    counters.count(samples: pulled.series.reduce(0) { $0 + $1.times.count })
    return hasMore
  }

  private func failed(
    _ machine: MachineReference, _ mine: PullRecord?, _ error: any Error, obeysRules: Bool
  ) async -> PullOutcome {
    guard let error = error as? MistError, error.code != .interrupted else {
      // Ended by this process, which says nothing of the machine.
      if let mine { try? await series.write { try mine.release($0) } }
      return .failed(mine, MistError(.interrupted, "interrupted"))
    }
    counters.countFailure()
    guard let mine, let kept = try? await series.write({ try mine.keep(trouble: error.summary, $0) }) else {
      return .failed(nil, error)
    }
    if kept.failures == 2 { await places.lookAgain(machine.backend) }
    if obeysRules { await rules.look(at: machine, afterFailures: kept.failures) }
    return .failed(kept, error)
  }

  /// The other process may heed no rules: a line that only draws what is measured does not.
  private func lookAtWhatOthersBrought(of machine: MachineReference) async {
    guard let record = try? await series.read({ try PullRecord.fetch(machine, $0) }) else { return }
    if record.failures == 0 {
      await rules.look(at: machine, from: record.newest, to: record.newest)
    } else {
      await rules.look(at: machine, afterFailures: record.failures)
    }
  }

  func sweep() async {
    await rules.sweep()
    // Where nothing is measured, nothing is made for that.
    guard series.isThere else { return }
    let now = Int(world.now())
    try? await series.write { try Retention.sweep(at: now, $0) }
  }
}

/// What the pulls of this process came to.
final class PullCounters: Sendable {
  struct Counts: Sendable {
    var pulls = 0
    var failures = 0
    var samples = 0
    var seconds = 0.0
  }

  private let counts = Mutex(Counts())

  var now: Counts { counts.withLock { $0 } }

  func countPull(seconds: Double) {
    counts.withLock { counts in
      counts.pulls += 1
      counts.seconds += seconds
    }
  }

  func count(samples: Int) {
    counts.withLock { $0.samples += samples }
  }

  func countFailure() {
    counts.withLock { $0.failures += 1 }
  }
}
