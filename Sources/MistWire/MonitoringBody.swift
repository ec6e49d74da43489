import MistModel

/// `POST /backends/B/machines/M/monitoring`.
public struct MonitoringBody: Codable, Sendable {
  public var action: String
  public var name: String
  public var no_ssh: Bool
  public var public_ips: [String]
  public var dns_name: String

  public init(isEnabled: Bool, machine: Machine) {
    action = isEnabled ? "enable" : "disable"
    name = machine.name
    no_ssh = false
    public_ips = machine.publicIPs
    dns_name = machine.extra["dns_name"]?.string ?? "n/a"
  }
}

/// The body of `GET /backends/B/machines/M/stats`; times in seconds since 1970, `step` in seconds.
public struct StatsBody: Codable, Sendable {
  public var v = 2
  public var start: Int
  public var stop: Int
  public var step: Int
  /// `nil` for those that the machine's owner chose.
  public var metrics: [String]?

  public init(start: Int, stop: Int, step: Int, metrics: [String] = []) {
    self.start = start
    self.stop = stop
    self.step = step
    self.metrics = metrics.isEmpty ? nil : metrics
  }

  /// The same as a query: the service of the original reads these only.
  public var query: [(String, String)] {
    [("start", "\(start)"), ("stop", "\(stop)"), ("step", "\(step)")] + (metrics ?? []).map { ("metrics", $0) }
  }
}

/// A metric in the answers of `…/metrics` and `…/stats`, by its id.
public struct MetricBody: Codable, Sendable {
  public var name: String?
  public var unit: String?
  /// `[value, time]` each, the value may be null.
  public var datapoints: [[Double?]]?
  /// It is not measured, and could be.
  public var available: Bool?
  /// The plugin of collectd by which it could be measured.
  public var plugin: String?
  /// What that plugin needs.
  public var needs: String?

  public func metric(_ id: String) -> Metric {
    let addition = available == true ? Metric.Addition(plugin: plugin, needs: needs) : nil
    return Metric(id: id, name: name ?? id, unit: unit ?? "", addition: addition)
  }

  public func series(_ id: String) -> Series {
    let points = (datapoints ?? []).compactMap { pair -> Series.Point? in
      guard pair.count == 2, let time = pair[1] else { return nil }
      return Series.Point(time: time, value: pair[0])
    }
    return Series(metric: metric(id), points: points)
  }
}

/// `PUT` and `DELETE /backends/B/machines/M/metrics`.
public struct MetricIDBody: Codable, Sendable {
  public var metric_id: String

  public init(_ id: String) {
    metric_id = id
  }
}

/// `PUT /metrics/ID`: how a metric is called, and its unit.
public struct MetricNameBody: Codable, Sendable {
  public var name: String?
  public var unit: String?
  public var backend_id: BackendID
  public var machine_id: MachineID

  public init(name: String?, unit: String?, machine: MachineReference) {
    self.name = name
    self.unit = unit
    backend_id = machine.backend
    machine_id = machine.machine
  }
}

/// `DELETE /backends/B/machines/M/plugins/P`.
public struct RemovePluginBody: Codable, Sendable {
  public var plugin_type = "python"
  public var host: String

  public init(host: String) {
    self.host = host
  }
}

/// `POST /backends/B/machines/M/plugins/P`.
public struct PluginBody: Codable, Sendable {
  public var plugin_type = "python"
  public var name: String
  public var unit: String?
  public var value_type: String
  /// The text of a Python file with a `read()`.
  public var read_function: String
  public var host: String

  public init(name: String, unit: String?, kind: MetricKind, text: String, host: String) {
    self.name = name
    self.unit = unit
    value_type = kind.rawValue
    read_function = text
    self.host = host
  }
}

/// The answer of `POST …/plugins/P`.
public struct PluginAnswer: Codable, Sendable {
  public var metric_id: String?
}
