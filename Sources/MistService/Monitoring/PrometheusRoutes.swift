import Hummingbird
import MistModel

/// `GET /metrics`: the newest values of all machines, and what this service does, for Prometheus to fetch.
struct PrometheusRoutes: RouteSet {
  let monitoring: MonitoringService

  /// Seconds after which a value is no longer that of now.
  private static let freshness = 300.0

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("metrics") { _, _ in Response.measurements(try await text()) }
  }

  private func text() async throws -> String {
    let machines = try await monitoring.list()
    let names = try await names(of: machines.map(\.record.machine))
    var text = PrometheusText()
    text.begin("mist_machine_value", .gauge, "Newest value of a metric of a machine.")
    let oldest = monitoring.world.now() - Self.freshness
    for (record, pull) in machines where Double(pull?.newest ?? 0) > oldest {
      let reference = record.machine
      let latest = try await monitoring.series.read { try SeriesReader($0, of: reference)?.latest() }
      for (metric, value) in (latest?.values ?? [:]).sorted(by: { $0.key < $1.key }) {
        text.add("mist_machine_value", value, labels(reference, names) + [("metric", metric)])
      }
    }
    text.begin("mist_machine_newest_timestamp_seconds", .gauge, "When the newest value of a machine was measured.")
    for (record, pull) in machines where pull?.newest ?? 0 > 0 {
      text.add("mist_machine_newest_timestamp_seconds", Double(pull?.newest ?? 0), labels(record.machine, names))
    }
    text.begin("mist_machine_pull_failures", .gauge, "Pulls of a machine in a row that went wrong.")
    for (record, pull) in machines {
      text.add("mist_machine_pull_failures", Double(pull?.failures ?? 0), labels(record.machine, names))
    }
    addCounters(machines.count, to: &text)
    return text.text
  }

  private func addCounters(_ machines: Int, to text: inout PrometheusText) {
    let counts = monitoring.pulls.counters.now
    text.begin("mist_monitored_machines", .gauge, "Machines that are monitored.")
    text.add("mist_monitored_machines", Double(machines))
    text.begin("mist_pulls_total", .counter, "Pulls of this process that brought their values.")
    text.add("mist_pulls_total", Double(counts.pulls))
    text.begin("mist_pull_failures_total", .counter, "Pulls of this process that went wrong.")
    text.add("mist_pull_failures_total", Double(counts.failures))
    text.begin("mist_pull_seconds_total", .counter, "Time that the pulls of this process took.")
    text.add("mist_pull_seconds_total", counts.seconds)
    text.begin("mist_samples_total", .counter, "Values that this process pulled.")
    text.add("mist_samples_total", Double(counts.samples))
  }

  private func labels(
    _ machine: MachineReference, _ names: [MachineReference: (backend: String, machine: String)]
  ) -> [(name: String, value: String)] {
    let name = names[machine]
    return [
      ("backend", name?.backend ?? machine.backend.rawValue), ("machine", name?.machine ?? machine.machine.rawValue),
      // Two backends may have one title, and one scrape must not tell of the same twice.
      ("backend_id", machine.backend.rawValue), ("machine_id", machine.machine.rawValue),
    ]
  }

  /// As people call them; those of a backend that is gone or disabled have their ids alone.
  private func names(
    of machines: [MachineReference]
  ) async throws -> [MachineReference: (backend: String, machine: String)] {
    var names: [MachineReference: (backend: String, machine: String)] = [:]
    for (backend, machines) in Dictionary(grouping: machines, by: \.backend) {
      guard let record = try? await monitoring.machines.backends.record(backend),
        let listed = try? await monitoring.machines.lastListed(backend)
      else { continue }
      for machine in machines {
        names[machine] = (record.title, listed[machine.machine]?.name ?? machine.machine.rawValue)
      }
    }
    return names
  }
}
