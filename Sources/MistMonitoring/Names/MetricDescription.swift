/// What people are told of a metric.
public struct MetricDescription: Codable, Hashable, Sendable {
  public var id: String
  /// `CPU`, `Disk vda Read` …
  public var name: String
  /// `%`, `B/s` …; empty for a plain number.
  public var unit: String
  /// `nil` where there is no bound.
  public var minimum: Double?
  public var maximum: Double?
  /// 0 for those every machine shows first, more for what matters less.
  public var priority: Int

  public init(
    id: String, name: String, unit: String = "", minimum: Double? = 0, maximum: Double? = nil, priority: Int = 50
  ) {
    self.id = id
    self.name = name
    self.unit = unit
    self.minimum = minimum
    self.maximum = maximum
    self.priority = priority
  }
}
