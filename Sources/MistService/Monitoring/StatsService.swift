import MistModel
import MistMonitoring

/// Answers what was measured between two times.
struct StatsService: Sendable {
  let metrics: MetricsService

  private var monitoring: MonitoringService { metrics.monitoring }

  /// The values of one metric, as many as there are steps.
  struct Values: Sendable {
    var description: MetricDescription
    var buckets: StepBuckets
    /// What was asked for: the id, or a short word for it.
    var asked: String
  }

  /// The most values of one answer.
  private static let mostValues = 1_000_000

  /// How long somebody waits for fresh values, at most.
  private static let patience = Duration.seconds(8)
  /// The same for a machine that did not answer the last time: it may again.
  private static let littlePatience = Duration.seconds(3)

  func stats(of machine: Machine, _ order: StatsOrder) async throws -> [Values] {
    let choices = try await metrics.choices(of: machine.reference)
    try await refresh(machine.reference, for: order)
    guard monitoring.series.isThere else { return [] }
    let (reference, buckets) = (
      machine.reference, StepBuckets(start: order.start, step: order.step, count: order.count)
    )
    let asked = order.metrics
    let now = Int(monitoring.world.now())
    let tier = Tier.best(forStep: order.step, since: order.start, now: now)
    let filled = try await monitoring.series.read { db -> [String: (String, StepBuckets)] in
      guard let reader = try SeriesReader(db, of: reference) else { return [:] }
      let wanted = Self.wanted(asked, choices, among: try reader.metrics())
      guard wanted.count * buckets.count <= Self.mostValues else {
        throw MistError(
          .invalid, "\(wanted.count) metrics of \(buckets.count) steps are too many values for one answer",
          hint: "ask for fewer metrics, or for a longer step")
      }
      let filled = try reader.fill(buckets, of: Array(wanted.keys), from: tier)
      return wanted.reduce(into: [:]) { all, wanted in
        // A metric that is asked for by name and was never measured is all gaps.
        all[wanted.key] = (wanted.value, filled[wanted.key] ?? buckets)
      }
    }
    return filled.map { Values(description: choices.describe($0.key), buckets: $0.value.1, asked: $0.value.0) }
      .sorted { ($0.description.priority, $0.description.id) < ($1.description.priority, $1.description.id) }
  }

  /// - Returns: by id, by which word each was asked for.
  private static func wanted(
    _ asked: [String], _ choices: MetricChoices, among seen: [String]
  ) -> [String: String] {
    guard asked.isEmpty else {
      return asked.reduce(into: [:]) { wanted, word in
        let metric = MetricNames.id(for: word)
        let below = seen.filter { $0.hasPrefix(metric + ".") }
        for id in seen.contains(metric) || below.isEmpty ? [metric] : below { wanted[id] = word }
      }
    }
    let builtIn = Set(MetricNames.builtIn.map(\.id))
    let shown = seen.filter { builtIn.contains($0) || choices.isChosen($0) }
    return Dictionary(shown.map { ($0, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Pulls the machine first when what is asked for may be there by now, and remembers that somebody looks at it.
  private func refresh(_ machine: MachineReference, for order: StatsOrder) async throws {
    let now = monitoring.world.now()
    guard try await monitoring.record(of: machine) != nil, Double(order.end) > now - 120 else { return }
    await monitoring.puller.look(at: machine)
    let pull =
      monitoring.series.isThere ? try await monitoring.series.read { try PullRecord.fetch(machine, $0) } : nil
    // Of a time that has not come they are of a clock that was set back since.
    let isOld = abs(now - Double(pull?.newest ?? 0)) > Double(max(order.step, Pulled.interval))
    guard isOld else { return }
    let task = await monitoring.puller.pull(machine, unlessWithin: Double(Pulled.interval) / 2)
    await task.wait(atMost: pull?.failures ?? 0 == 0 ? Self.patience : Self.littlePatience)
  }
}

extension Task where Success: Sendable, Failure == Never {
  /// Waits for its end, or for a time; it goes on all the same.
  ///
  /// - Returns: whether it is over.
  @discardableResult
  func wait(atMost limit: Duration) async -> Bool {
    let (ends, end) = AsyncStream<Bool>.makeStream()
    let waiting = Task<Void, Never> {
      _ = await value
      end.yield(true)
      end.finish()
    }
    let clock = Task<Void, Never> {
      try? await Task<Never, Never>.sleep(for: limit)
      end.finish()
    }
    var isOver = false
    for await over in ends { isOver = over }
    clock.cancel()
    waiting.cancel()
    return isOver
  }
}
