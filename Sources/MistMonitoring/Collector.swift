import MistModel

/// Measures one machine: puts what measures on it, takes away what it measured, and leaves no trace when it ends.
///
/// Whatever it does can be done again: it changes nothing that is as it should be. It keeps nothing itself: what was
/// pulled is told by a cursor that the service commits with the values.
public protocol Collector: Sendable {
  /// Starts a sampler that needs nothing installed and no rights: its first values are there after one interval.
  func startSampler() async throws

  /// Puts collectd on the machine, beside the distribution's own, where that can be done; the sampler ends when the
  /// values of collectd come.
  ///
  /// - Parameter report: each step, in words for people.
  /// - Returns: what measures from now on: `.sampler` where nothing else can be had.
  func installCollectd(report: @escaping @Sendable (String) -> Void) async throws -> MonitoringMethod

  /// What was measured since the cursor, oldest first; at the first call, what there is of the last hours.
  ///
  /// Values of the last half minute before the cursor come again, in case some were late. After a long time not all
  /// comes at once: `hasMore` says to pull again.
  func pull(since cursor: PullCursor?) async throws -> Pulled

  /// Ends all measuring. Afterwards nothing is on the machine that was not there before.
  func remove() async throws

  /// Loads a plugin of collectd that comes with it, by its curated configuration; taken back when the machine refuses it.
  func loadPlugin(_ plugin: String) async throws

  /// Tries a custom metric on the machine, then puts it there. Its values come under `mist.python.ID`.
  ///
  /// Throws `.invalid` with what it wrote when the trial goes wrong.
  func deploy(_ plugin: CustomPlugin) async throws

  /// Takes a custom metric away; one that is not there is no error.
  func removePlugin(_ id: String) async throws
}

/// What measures a machine.
public enum MonitoringMethod: String, Codable, Hashable, Sendable, CaseIterable {
  /// A shell script: no plugins.
  case sampler
  /// collectd of the machine's user, without rights of root.
  case rootlessCollectd = "rootless collectd"
  case collectd
}

/// How far the values of a machine have been pulled; its meaning is the collector's own.
public struct PullCursor: Codable, Hashable, Sendable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }
}

/// What a pull brought.
public struct Pulled: Hashable, Sendable {
  /// Seconds that one value stands for.
  public static let interval = 10

  /// The virtual ids (`cpu.total.nonidle` …) are among them.
  public var series: [MeasuredSeries]
  /// To be committed together with the values.
  public var cursor: PullCursor
  public var method: MonitoringMethod
  /// Seconds that the machine's clock is ahead of ours. Times of the values are by ours.
  public var clockOffset: Double
  /// Whether there is more already: the next pull, from the new cursor, brings what came after.
  public var hasMore: Bool

  public init(
    series: [MeasuredSeries], cursor: PullCursor, method: MonitoringMethod, clockOffset: Double = 0,
    hasMore: Bool = false
  ) {
    self.series = series
    self.cursor = cursor
    self.method = method
    self.clockOffset = clockOffset
    self.hasMore = hasMore
  }
}

/// The values of one metric, in the order of their times.
public struct MeasuredSeries: Hashable, Sendable {
  /// `load.shortterm`, `mist.python.my_plugin` …: the ids of the original.
  public var metric: String
  /// Multiples of `Pulled.interval`, in seconds since 1970.
  public var times: [Int]
  /// As many; rates for what is counted.
  public var values: [Double]

  public init(metric: String, times: [Int], values: [Double]) {
    self.metric = metric
    self.times = times
    self.values = values
  }
}

/// A metric of one's own: a Python file with a `read()` that gives a number.
public struct CustomPlugin: Codable, Hashable, Sendable {
  /// Lower case letters, digits and `_`.
  public var id: String
  public var kind: Kind
  public var text: String

  public enum Kind: String, Codable, Hashable, Sendable {
    /// Values as they are.
    case gauge
    /// Their change in a second.
    case derive
  }

  public init(id: String, kind: Kind, text: String) {
    self.id = id
    self.kind = kind
    self.text = text
  }
}
