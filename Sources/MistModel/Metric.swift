/// Something about a machine that is measured again and again.
public struct Metric: Hashable, Sendable {
  /// `load.shortterm`, `cpu.total.nonidle`, `mist.python.my_plugin` …
  public var id: String
  /// What people call it, e.g. `Load`.
  public var name: String
  /// `%`, `B/s` …; empty for a plain number.
  public var unit: String
  /// How it can be had; `nil` for what is measured already.
  public var addition: Addition?

  /// What has to be added to a machine before a metric is measured there.
  public struct Addition: Hashable, Sendable {
    /// The plugin of collectd that measures it.
    public var plugin: String?
    /// What the plugin needs beside collectd: a package, a program that runs.
    public var needs: String?

    public init(plugin: String? = nil, needs: String? = nil) {
      self.plugin = plugin
      self.needs = needs
    }
  }

  public init(id: String, name: String, unit: String = "", addition: Addition? = nil) {
    self.id = id
    self.name = name
    self.unit = unit
    self.addition = addition
  }
}

/// The values of one metric over a time.
public struct Series: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    /// Seconds since 1970.
    public var time: Double
    /// `nil` where nothing was measured.
    public var value: Double?

    public init(time: Double, value: Double?) {
      self.time = time
      self.value = value
    }
  }

  public var metric: Metric
  public var points: [Point]

  public init(metric: Metric, points: [Point]) {
    self.metric = metric
    self.points = points
  }
}

/// How the values of a custom metric are to be taken.
public enum MetricKind: String, Hashable, Sendable, CaseIterable {
  /// As they are.
  case gauge
  /// As their change in a second.
  case derive
}
