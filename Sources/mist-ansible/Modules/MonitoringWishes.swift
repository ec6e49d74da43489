import Foundation
import MistClient
import MistModel

/// What a task wants measured on a machine.
struct MonitoringWishes {
  private let isWanted: Bool
  private let metric: String?
  private let plugin: String?
  private let unit: String?
  private let kind: MetricKind

  init(_ options: OptionValues) throws {
    isWanted = options.flag("monitoring")
    metric = try options.name("metric")
    unit = options.text("unit")
    kind = options.text("value_type").flatMap(MetricKind.init) ?? .gauge
    plugin = try options.name("python_file").map(LocalFiles.text)
    guard plugin == nil || metric != nil else { throw MistError(.usage, "python_file needs the option metric") }
  }

  var areAny: Bool { isWanted || metric != nil }

  /// Makes it so where it is not.
  ///
  /// - Parameter result: what the task has come to so far.
  func fulfil(on machine: Machine, _ task: ModuleTask, _ result: ModuleResult) async throws -> ModuleResult {
    var result = result
    guard areAny else { return result }
    let client = try task.client
    let waiting = Waiting(task.options)
    var isMonitored = try await client.monitoring().machine(machine.reference) != nil
    if isWanted, !isMonitored {
      result.add(["changed": true])
      if task.wantsDiff { result.difference(of: "monitoring of \(machine.name)", before: false, after: true) }
      guard !task.isCheck else { return result }
      let job = try await client.setMonitoring(of: machine, isEnabled: true)
      if let job, task.options.flag("wait") || task.options.flag("wait_for_stats") || metric != nil {
        try await waiting.forJob(job, client, result: &result)
      }
      isMonitored = true
    }
    if let metric {
      guard isMonitored else {
        throw MistError(.invalid, "\(machine.name) is not monitored", hint: "say monitoring: true, too")
      }
      try await add(metric, to: machine, task, &result)
    }
    guard task.options.flag("wait_for_stats"), !task.isCheck else { return result }
    try await waiting.until("values of \(machine.name)", result: &result) {
      let now = Int(Date().timeIntervalSince1970)
      let series = try await client.stats(of: machine.reference, from: now - 60, to: now)
      return series.contains { $0.points.contains { $0.value != nil } }
    }
    return result
  }

  private func add(_ metric: String, to machine: Machine, _ task: ModuleTask, _ result: inout ModuleResult) async throws
  {
    let client = try task.client
    // What has no way to be added is measured already.
    let isMeasured = try await client.availableMetrics(of: machine.reference).contains { known in
      known.addition == nil && (known.id == metric || (plugin != nil && known.name == metric))
    }
    guard !isMeasured else { return }
    result.add(["changed": true])
    guard !task.isCheck else { return }
    if let plugin {
      let id = try await client.addPythonPlugin(metric, text: plugin, kind: kind, unit: unit, to: machine)
      if let id { result.add(["metric_id": .string(id)]) }
    } else {
      try await client.addMetric(metric, to: machine.reference)
    }
  }
}
