import MistModel
import MistMonitoring
import Synchronization

@testable import MistService

/// Machines that measure themselves as they are told to: a double of what runs on a machine, for tests alone.
final class StandInCollectors: CollectorMaking {
  struct State: Sendable {
    var calls: [String] = []
    var values: [MeasuredSeries] = [
      MeasuredSeries(metric: "load.shortterm", times: [1_399_999_980, 1_399_999_990], values: [0.1, 0.2]),
      MeasuredSeries(metric: "users", times: [1_399_999_990], values: [2]),
    ]
    var trouble: MistError?
    var installTrouble: MistError?
    var method = MonitoringMethod.collectd
    var hangs = false
    /// The next installation never ends.
    var neverInstalls = false
  }

  private let states = Mutex<[MachineReference: State]>([:])

  func collector(of machine: MachineReference) async throws -> any Collector {
    StandInCollector(machine: machine, collectors: self)
  }

  func calls(of machine: MachineReference) -> [String] { change(machine) { $0.calls } }

  @discardableResult
  func change<Value: Sendable>(_ machine: MachineReference, _ work: (inout State) -> sending Value) -> Value {
    states.withLock { work(&$0[machine, default: State()]) }
  }

  /// What it measures from now on: each ten seconds up to a time.
  func measure(
    _ machine: MachineReference, _ metric: String, _ times: Range<Int>, _ value: @Sendable (Int) -> Double
  ) {
    let times = stride(from: times.lowerBound, to: times.upperBound, by: 10).map { $0 }
    let series = MeasuredSeries(metric: metric, times: times, values: times.map(value))
    change(machine) { state in
      state.values.removeAll { $0.metric == metric }
      state.values.append(series)
    }
  }
}

private struct StandInCollector: Collector {
  let machine: MachineReference
  let collectors: StandInCollectors

  private func note(_ call: String) throws {
    let trouble = collectors.change(machine) { state in
      state.calls.append(call)
      return state.trouble
    }
    if let trouble { throw trouble }
  }

  func startSampler() async throws { try note("sampler") }

  func installCollectd(report: @escaping @Sendable (String) -> Void) async throws -> MonitoringMethod {
    try note("install")
    report("looking for collectd")
    report("collectd runs")
    let state = collectors.change(machine) { $0 }
    if state.neverInstalls { try await Task.sleep(for: .seconds(3600)) }
    if let trouble = state.installTrouble { throw trouble }
    return state.method
  }

  /// The cursor is the time up to which values were handed out.
  func pull(since cursor: PullCursor?) async throws -> Pulled {
    try note("pull")
    let state = collectors.change(machine) { $0 }
    if state.hangs { try await Task.sleep(for: .seconds(3600)) }
    let since = cursor.flatMap { Int($0.text) } ?? 0
    let series = state.values.map { series in
      let kept = zip(series.times, series.values).filter { $0.0 > since }
      return MeasuredSeries(metric: series.metric, times: kept.map(\.0), values: kept.map(\.1))
    }
    let newest = state.values.compactMap(\.times.last).max() ?? since
    return Pulled(series: series, cursor: PullCursor(String(max(newest, since))), method: state.method)
  }

  func remove() async throws { try note("remove") }
  func loadPlugin(_ plugin: String) async throws { try note("load \(plugin)") }

  func deploy(_ plugin: CustomPlugin) async throws {
    guard !plugin.text.contains("raise") else {
      throw MistError(
        .invalid, "plugin '\(plugin.id)' failed its trial", details: ["Traceback", "ERROR DEPLOYING PLUGIN"])
    }
    try note("deploy \(plugin.id) \(plugin.kind.rawValue)")
  }

  func removePlugin(_ id: String) async throws { try note("remove \(id)") }
}
