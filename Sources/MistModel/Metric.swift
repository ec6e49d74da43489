/// Something about a machine that is measured again and again.
public struct Metric: Hashable, Sendable {
  /// `load.shortterm`, `cpu.total.nonidle`, `mist.python.my_plugin` …
  public var id: String
  /// What people call it, e.g. `Load`.
  public var name: String
  /// `%`, `B/s` …; empty for a plain number.
  public var unit: String

  public init(id: String, name: String, unit: String = "") {
    self.id = id
    self.name = name
    self.unit = unit
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
