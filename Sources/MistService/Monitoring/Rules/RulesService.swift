import GRDB
import MistModel
import MistMonitoring

/// Keeps rules, looks whether they hold whenever a machine was pulled, and does what they say.
///
/// They are looked at while a shell or `serve` runs, and only on values that are fresh: what comes late is told of, and
/// nothing is done on its account.
struct RulesService: Sendable {
  let store: Store
  let series: SeriesStore
  let machines: MachinesService
  let deeds: RuleDeeds
  let alerts: Alerts
  let world: ServiceWorld

  /// Seconds after which values are too old to do something on their account.
  private static let freshness = 120
  /// Pulls in a row that must have gone wrong before a machine is said to give no values.
  private static let failures = 3
  private static let mostListed = 1000
  /// Seconds for which an incident that is over is kept, and how many there are at most.
  private static let retention = 90.0 * 86_400
  private static let mostKept = 20_000

  // MARK: Keeping them

  func list() async throws -> [RuleRecord] {
    try await store.read(RuleRecord.fetchAll)
  }

  func incidents() async throws -> [IncidentRecord] {
    try await store.read { try IncidentRecord.fetchAll(limit: Self.mostListed, $0) }
  }

  /// A new rule, or the one whose id the order has with what it changes.
  func put(_ order: RuleOrder, id given: String? = nil, by caller: Caller) async throws -> RuleRecord {
    let known = try await known(given ?? order.id)
    guard let place = try known?.machine ?? order.machine else { throw MistError.missing("machineId") }
    let machine = try await machines.machine(place)
    var rule = try known.map(order.changed) ?? order.rule(on: place)
    rule.condition.metric = MetricNames.id(for: rule.condition.metric)
    // Also for one that does already: by what it looks for now, it may do so at once.
    if rule.action == .destroy {
      guard let name = try order.confirmation, name == machine.name || name == machine.id.rawValue else {
        throw MistError(
          .refused, "a rule that destroys \(machine.name) must name it",
          hint: "confirm it with the machine's name")
      }
    }
    let (now, changed) = (world.now(), rule)
    return try await store.write { db in
      var rule = changed
      try rule.save(db)
      if let id = rule.id { try RuleTurn.calm(id, at: now, db) }
      rule.firingSince = nil
      let verb = known == nil ? "add rule" : "edit rule"
      try Journal.note(db, at: now, who: caller, verb, "\(rule.machine.path): \(rule.text), \(rule.action.rawValue)")
      return rule
    }
  }

  func delete(_ given: String, by caller: Caller) async throws {
    guard let rule = try await known(given), let id = rule.id else { throw Self.unknown(given) }
    let now = world.now()
    try await store.write { db in
      try IncidentRecord.finish(ofRule: id, at: now, db)
      try db.execute(sql: "DELETE FROM rule WHERE id = ?", arguments: [id])
      try Journal.note(db, at: now, who: caller, "delete rule", "\(rule.machine.path): \(rule.text)")
    }
  }

  /// `nil` when none is named.
  private func known(_ given: String?) async throws -> RuleRecord? {
    guard let given else { return nil }
    guard let id = Int64(given), let rule = try await store.read({ try RuleRecord.fetch(id, $0) }) else {
      throw Self.unknown(given)
    }
    return rule
  }

  private static func unknown(_ id: String) -> MistError {
    MistError(.notFound, "no rule '\(id)'", hint: "list-rules shows them", about: .init(.rule, id))
  }

  /// Takes away what was found so long ago that nobody asks for it.
  func sweep() async {
    let oldest = world.now() - Self.retention
    try? await store.write { try IncidentRecord.sweep(before: oldest, keeping: Self.mostKept, $0) }
  }

  // MARK: Looking at them

  /// A machine was pulled.
  ///
  /// - Parameters:
  ///   - before: the newest value until then; 0 for none.
  ///   - newest: the newest value now.
  func look(at machine: MachineReference, from before: Int, to newest: Int) async {
    for rule in await rules(of: machine) {
      if rule.condition.metric == RuleCondition.noData {
        await settle(rule, holds: false, value: nil)
        continue
      }
      let span = Self.freshness + rule.condition.window
      if before > 0, newest - before > span { await noteLate(rule, before..<newest - span) }
      guard abs(Int(world.now()) - newest) < Self.freshness else { continue }
      guard let values = try? await values(of: rule, upTo: newest), let verdict = rule.condition.verdict(on: values)
      else { continue }
      await settle(rule, holds: verdict.holds, value: verdict.value)
    }
  }

  /// A pull went wrong: whether that is the machine's fault is known only when others answer.
  func look(at machine: MachineReference, afterFailures failures: Int) async {
    let rules = await rules(of: machine)
    guard failures >= Self.failures else { return }
    let isStopped = await isStopped(machine)
    // Of one that was stopped no values are awaited: it is told of, and neither begun again nor destroyed.
    let concerned = rules.filter { $0.condition.metric == RuleCondition.noData && (!isStopped || $0.action == .alert) }
    guard !concerned.isEmpty else { return }
    let others = OtherAnswers(machines: machines, series: series, store: store)
    let since = world.now() - Double(Self.freshness)
    guard (try? await others.prove(thatWeReach: machine, since: since)) ?? false else { return }
    for rule in concerned { await settle(rule, holds: rule.condition.passes(1), value: 1) }
  }

  /// Those of a machine; what another process found about them is told here too.
  private func rules(of machine: MachineReference) async -> [RuleRecord] {
    guard let rules = try? await store.read({ try RuleRecord.fetchAll(of: machine, $0) }) else { return [] }
    for rule in rules { alerts.tellNews(of: rule, at: world.now()) }
    return rules
  }

  /// By what its provider said last, which is asked when a machine begins to be silent.
  private func isStopped(_ machine: MachineReference) async -> Bool {
    let known = try? await machines.lastListed(machine.backend)[machine.machine]
    return [.stopped, .terminated, .suspended].contains(known?.state)
  }

  private func values(of rule: RuleRecord, upTo newest: Int) async throws -> [Double?] {
    let step = Tier.tenSeconds.step
    let count = max(1, rule.condition.window / step)
    return try await values(of: rule, StepBuckets(start: newest - (count - 1) * step, step: step, count: count))
  }

  private func values(of rule: RuleRecord, _ buckets: StepBuckets) async throws -> [Double?] {
    let (machine, metric) = (rule.machine, rule.condition.metric)
    let filled = try await series.read { db in
      try SeriesReader(db, of: machine)?.fill(buckets, of: [metric], from: .tenSeconds)[metric]
    }
    guard let filled else { return [Double?](repeating: nil, count: buckets.count) }
    return (0..<filled.count).map(filled.mean)
  }

  // MARK: What comes of it

  /// Of several processes that see the same, one does what is to be done, and nothing is done on account of a rule that
  /// was changed since its condition was looked at.
  private func settle(_ rule: RuleRecord, holds: Bool, value: Double?) async {
    guard holds != (rule.firingSince != nil) else { return }
    let now = world.now()
    let turn = try? await store.write { db in
      try RuleTurn(of: rule, holds: holds, value: value, at: now, db)
    }
    guard let turn = turn ?? nil else { return }
    alerts.tell(Alert(rule: rule, value: value, at: now, isOver: !holds))
    guard let incident = turn.incident, !turn.isResting else { return }
    let outcome = await deeds.carryOut(rule)
    try? await store.write { try IncidentRecord.setOutcome(outcome, of: incident, $0) }
  }

  /// Tells of times in which the condition held and nobody looked.
  private func noteLate(_ rule: RuleRecord, _ times: Range<Int>) async {
    guard let id = rule.id else { return }
    let step = Tier.tenSeconds.step
    let span = min(times.count, Tier.tenSeconds.retention)
    let start = times.upperBound - span
    let buckets = StepBuckets(start: start - start % step, step: step, count: max(1, span / step))
    guard let values = try? await values(of: rule, buckets) else { return }
    let late = LateIncidents.find(rule.condition, in: values, step: step).map { found in
      IncidentRecord(
        rule: id, machine: rule.machine, metric: rule.condition.metric, value: found.value,
        startedAt: Double(buckets.start + found.first * step), finishedAt: Double(buckets.start + found.end * step),
        outcome: "nothing was done: its values came late", isSeenLate: true)
    }
    guard !late.isEmpty else { return }
    try? await store.write { db in
      for var incident in late { try incident.insert(db) }
    }
  }
}
