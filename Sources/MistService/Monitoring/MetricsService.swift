import GRDB
import MistModel
import MistMonitoring

/// Which metrics a machine has, could have, and which of them people chose.
struct MetricsService: Sendable {
  let monitoring: MonitoringService

  private var store: Store { monitoring.store }
  private var series: SeriesStore { monitoring.series }

  /// A metric of a machine.
  struct Offer: Sendable {
    var description: MetricDescription
    /// What would have to be added for it; `nil` for what is measured already.
    var plugin: CataloguePlugin?
  }

  /// Those that were measured, and what could be added.
  func offers(of machine: Machine) async throws -> [Offer] {
    // One of people's own is there from its beginning, though its first value takes an interval.
    let seen = Set(try await seen(machine.reference) + (try await custom(of: machine.reference))).sorted()
    let choices = try await choices(of: machine.reference)
    let measured = seen.map { Offer(description: choices.describe($0), plugin: nil) }
    guard try await monitoring.record(of: machine.reference) != nil else { return measured }
    // Without collectd there is nothing to add to.
    let method = try await pull(of: machine.reference)?.method
    guard method == .collectd || method == .rootlessCollectd else { return measured }
    let running = Set(seen.compactMap { $0.split(separator: ".").first.map(String.init) })
    let others = PluginCatalogue.all.filter { !$0.isDefault && !running.contains($0.name) }
    return measured
      + others.map { plugin in
        var description = choices.describe(plugin.name)
        if choices.names[plugin.name]?.name == nil { description.name = plugin.summary }
        return Offer(description: description, plugin: plugin)
      }
  }

  /// The ids of all that was measured on a machine.
  func seen(_ machine: MachineReference) async throws -> [String] {
    guard series.isThere else { return [] }
    return try await series.read { try SeriesReader($0, of: machine)?.metrics() ?? [] }
  }

  private func custom(of machine: MachineReference) async throws -> [String] {
    let plugins = try await store.read { db in
      try String.fetchAll(
        db, sql: "SELECT plugin FROM customMetric WHERE backend = ? AND machine = ?", arguments: machine.arguments)
    }
    return plugins.map(Self.metric)
  }

  func choices(of machine: MachineReference) async throws -> MetricChoices {
    try await store.read { try MetricChoices.fetch(of: machine, $0) }
  }

  /// Adds a metric to those of a machine; one that is not measured yet is measured from now on.
  func add(_ word: String, to machine: Machine, by caller: Caller) async throws {
    let metric = MetricNames.id(for: word)
    try await monitoring.requireMonitored(machine)
    let isSeen = try await seen(machine.reference).contains { $0 == metric || $0.hasPrefix(metric + ".") }
    if !isSeen {
      guard let plugin = PluginCatalogue.plugin(of: metric) else {
        throw MistError(
          .notFound, "\(machine.name) has no metric '\(metric)', and no plugin is known for it",
          hint: "list-metrics \(machine.name) shows them all")
      }
      try await monitoring.collectors.collector(of: machine.reference).loadPlugin(plugin.name)
    }
    let (reference, now) = (machine.reference, monitoring.world.now())
    try await store.write { db in
      try MetricChoices.add(metric, to: reference, db)
      try Journal.note(db, at: now, who: caller, "add metric", "\(reference.path) \(metric)")
    }
    await monitoring.puller.look(at: reference)
  }

  /// It is measured on, and no longer shown.
  func remove(_ word: String, from machine: Machine, by caller: Caller) async throws {
    let (metric, reference, now) = (MetricNames.id(for: word), machine.reference, monitoring.world.now())
    try await store.write { db in
      try MetricChoices.remove(metric, from: reference, db)
      try Journal.note(db, at: now, who: caller, "remove metric", "\(reference.path) \(metric)")
    }
  }

  func setName(of metric: String, name: String?, unit: String?, by caller: Caller) async throws {
    let metric = MetricNames.id(for: metric)
    for text in [name, unit].compactMap({ $0 }) {
      guard text.count <= 100, !text.unicodeScalars.contains(where: \.properties.isControl) else {
        throw MistError(.invalid, "a name or unit of a metric has at most 100 characters, and none that control")
      }
    }
    let now = monitoring.world.now()
    try await store.write { db in
      try MetricChoices.setName(of: metric, name: name, unit: unit, db)
      try Journal.note(db, at: now, who: caller, "name metric", metric)
    }
  }

  func forgetName(of metric: String, by caller: Caller) async throws {
    let now = monitoring.world.now()
    try await store.write { db in
      try db.execute(sql: "DELETE FROM metricName WHERE metric = ?", arguments: [metric])
      try Journal.note(db, at: now, who: caller, "unname metric", metric)
    }
  }

  // MARK: Of one's own

  /// Tries a Python file on a machine, and measures with it from now on.
  ///
  /// - Returns: the id of its metric.
  func deploy(_ plugin: CustomPlugin, name: String?, unit: String?, on machine: Machine, by caller: Caller)
    async throws -> String
  {
    try await monitoring.requireMonitored(machine)
    let id = try await store.read { try CustomMetricID.free(for: plugin.id, named: name, $0) }
    let named = CustomPlugin(id: id, kind: plugin.kind, text: plugin.text)
    try await monitoring.collectors.collector(of: machine.reference).deploy(named)
    let (metric, reference, now) = (Self.metric(of: id), machine.reference, monitoring.world.now())
    try await store.write { db in
      try db.execute(
        sql: """
          INSERT INTO customMetric (backend, machine, plugin, name) VALUES (?, ?, ?, ?)
          ON CONFLICT (backend, machine, plugin) DO UPDATE SET name = coalesce(excluded.name, name)
          """, arguments: reference.arguments + [id, name])
      try MetricChoices.add(metric, to: reference, db)
      try MetricChoices.setName(of: metric, name: name, unit: unit, db)
      try Journal.note(db, at: now, who: caller, "add custom metric", "\(reference.path) \(metric)")
    }
    await monitoring.puller.look(at: reference)
    return metric
  }

  /// With all that it measured.
  func removePlugin(_ id: String, from machine: Machine, by caller: Caller) async throws {
    try await monitoring.requireMonitored(machine)
    let id = try CustomMetricID.plain(id)
    try await monitoring.collectors.collector(of: machine.reference).removePlugin(id)
    let (metric, reference, now) = (Self.metric(of: id), machine.reference, monitoring.world.now())
    try await store.write { db in
      try db.execute(
        sql: "DELETE FROM customMetric WHERE backend = ? AND machine = ? AND plugin = ?",
        arguments: reference.arguments + [id])
      try MetricChoices.remove(metric, from: reference, db)
      try Journal.note(db, at: now, who: caller, "remove custom metric", "\(reference.path) \(metric)")
    }
    guard let pull = try await pull(of: reference) else { return }
    try await series.write { try Retention.forget(metric, ofMachine: pull.id, $0) }
  }

  /// By metric: the machines that have it, and what it is called.
  func custom() async throws -> [(metric: String, description: MetricDescription, machines: [MachineReference])] {
    let (rows, names) = try await store.read { db in
      (
        try Row.fetchAll(db, sql: "SELECT backend, machine, plugin FROM customMetric ORDER BY plugin").map { row in
          (
            plugin: row["plugin"] as String,
            machine: MachineReference(backend: BackendID(row["backend"]), machine: MachineID(row["machine"]))
          )
        }, try MetricChoices.names(db)
      )
    }
    let choices = MetricChoices(names: names)
    return Dictionary(grouping: rows, by: \.plugin).sorted { $0.key < $1.key }.map { plugin, rows in
      let metric = Self.metric(of: plugin)
      return (metric, choices.describe(metric), rows.map(\.machine))
    }
  }

  private static func metric(of plugin: String) -> String { "mist.python.\(plugin)" }

  private func pull(of machine: MachineReference) async throws -> PullRecord? {
    guard series.isThere else { return nil }
    return try await series.read { try PullRecord.fetch(machine, $0) }
  }
}
