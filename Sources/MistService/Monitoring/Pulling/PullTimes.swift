import MistModel

/// When which machine is pulled next. Times are seconds of a clock that nobody sets back.
struct PullTimes: Sendable {
  /// Seconds from one pull to the next.
  struct Pace: Sendable {
    var background = 60.0
    /// While somebody looks at a machine.
    var watched = 10.0
    /// For how long a look lasts.
    var attention = 45.0
    /// Between tries at a machine that is not reached for long.
    var slowest = 600.0
    /// Machines that are pulled at the same time.
    var mostAtOnce = 32
  }

  let pace: Pace
  private var machines: [MachineReference: Times] = [:]
  private(set) var underWay: Set<MachineReference> = []

  private struct Times: Sendable {
    var due: Double
    var endedAt: Double?
    var failures = 0
    var watchedUntil: Double
  }

  init(pace: Pace = Pace()) {
    self.pace = pace
  }

  /// The machines that there are. New ones begin one after the other, so that they do not all come at once for ever.
  mutating func set(_ current: [MachineReference], at now: Double) {
    let known = Set(current)
    machines = machines.filter { known.contains($0.key) }
    let new = current.filter { machines[$0] == nil }
    let distance = pace.background / 2 / Double(max(1, new.count))
    for (index, machine) in new.enumerated() {
      machines[machine] = Times(due: now + Double(index) * min(distance, 0.5), watchedUntil: -.infinity)
    }
  }

  /// Somebody looks at a machine.
  mutating func look(at machine: MachineReference, at now: Double) {
    guard var times = machines[machine] else { return }
    times.watchedUntil = now + pace.attention
    if times.failures == 0, let ended = times.endedAt { times.due = min(times.due, ended + pace.watched) }
    machines[machine] = times
  }

  /// Those whose time has come, the longest overdue first; as many as may be begun.
  func due(at now: Double) -> [MachineReference] {
    let room = pace.mostAtOnce - underWay.count
    guard room > 0 else { return [] }
    let waiting = machines.filter { $0.value.due <= now && !underWay.contains($0.key) }
    return waiting.sorted { $0.value.due < $1.value.due }.prefix(room).map(\.key)
  }

  /// Seconds from one pull of a machine to the next, as long as all goes well.
  func pace(of machine: MachineReference, at now: Double) -> Double {
    (machines[machine]?.watchedUntil ?? -.infinity) > now ? pace.watched : pace.background
  }

  mutating func begin(_ machine: MachineReference) {
    underWay.insert(machine)
  }

  /// - Parameter failures: pulls in a row that went wrong; 0 for one that went well.
  mutating func end(_ machine: MachineReference, failures: Int, at now: Double) {
    underWay.remove(machine)
    guard var times = machines[machine] else { return }
    times.failures = failures
    times.endedAt = now
    times.due = now + pause(after: failures, isWatched: times.watchedUntil > now)
    machines[machine] = times
  }

  /// Seconds until the next is due; `nil` when there is none to wait for.
  func pause(at now: Double) -> Double? {
    guard underWay.count < pace.mostAtOnce else { return nil }
    return machines.filter { !underWay.contains($0.key) }.map { max(0, $0.value.due - now) }.min()
  }

  /// The first three failures are tried again soon, so that it is known early that a machine is gone.
  private func pause(after failures: Int, isWatched: Bool) -> Double {
    switch failures {
    case 0: isWatched ? pace.watched : pace.background
    case 1..<3: pace.background
    default: min(pace.slowest, pace.background * Double(1 << min(failures - 2, 10)))
    }
  }
}
