import Foundation
import MistClient
import MistModel

/// What a task wants measured on a machine.
struct MonitoringWishes {
  let isWanted: Bool
  private let waitsForValues: Bool
  private let metric: String?
  private let plugin: String?
  private let unit: String?
  private let kind: MetricKind

  init(_ options: OptionValues) throws {
    isWanted = options.flag("monitoring")
    waitsForValues = options.flag("wait_for_stats")
    metric = try options.name("metric")
    unit = options.text("unit")
    kind = options.text("value_type").flatMap(MetricKind.init) ?? .gauge
    plugin = try options.name("python_file").map(LocalFiles.text)
    guard plugin == nil || metric != nil else { throw MistError(.usage, "python_file needs the option metric") }
  }

  /// Whether something is left to do once the machine is monitored.
  var goFurther: Bool { waitsForValues || metric != nil }

  /// Makes it so where it is not.
  ///
  /// - Parameter result: what the task has come to so far.
  func fulfil(on machine: Machine, _ task: ModuleTask, _ result: inout ModuleResult) async throws {
    guard isWanted || goFurther else { return }
    let client = try task.client
    let waiting = try Waiting(task.options)
    let known = try await client.monitoring().machine(machine.reference)
    let isWaiting = task.options.flag("wait") || goFurther
    // What could not be put on the machine the last time may be put there now.
    let isNew = known == nil || known?.installation == "failed"
    if isWanted, isNew {
      result.add(["changed": true])
      if task.wantsDiff { result.difference(of: "monitoring of \(machine.name)", before: false, after: true) }
      guard !task.isCheck else { return tellMetric(of: machine, task, &result) }
    }
    if isWanted, isNew || (known?.installation == "installing" && isWaiting && !task.isCheck) {
      // Of an installation that is under way it is the same job.
      let job = try await client.setMonitoring(of: machine, isEnabled: true)
      if let job, isWaiting { try await waiting.forJob(job, client, result: &result) }
    } else if known == nil {
      throw MistError(.invalid, "\(machine.name) is not monitored", hint: "say monitoring: true, too")
    }
    if let metric { try await add(metric, to: machine, task, &result) }
    guard waitsForValues, !task.isCheck else { return }
    let seconds = try await waiting.until("values of \(machine.name)") {
      let now = Int(Date().timeIntervalSince1970)
      let series = try await client.stats(of: machine.reference, from: now - 60, to: now)
      return series.contains { $0.points.contains { $0.value != nil } }
    }
    result.note("waited \(seconds) s for values of \(machine.name)")
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
    tellMetric(of: machine, task, &result)
    guard !task.isCheck else { return }
    if let plugin {
      let id = try await client.addPythonPlugin(metric, text: plugin, kind: kind, unit: unit, to: machine)
      if let id { result.add(["metric_id": .string(id)]) }
    } else {
      try await client.addMetric(metric, to: machine.reference)
    }
  }

  private func tellMetric(of machine: Machine, _ task: ModuleTask, _ result: inout ModuleResult) {
    guard let metric, task.wantsDiff else { return }
    result.difference(of: "metric of \(machine.name)", before: nil, after: .string(metric))
  }
}
