/// Values of many metrics on one raster of time: a column a metric, a place an interval.
///
/// A place that holds no value is `nan`. Of two values for one place the later set one stays.
struct Grid {
  /// Seconds between two places.
  let pace: Int
  /// What is added to times of the machine to get ours; whole intervals, so that each value keeps a place of its own.
  let shift: Int
  private let first: Int
  let count: Int
  private(set) var columns: [String: [Double]] = [:]

  /// A raster for the machine's times from `start` to `end`.
  init(from start: Int, to end: Int, pace: Int, shift: Int) {
    self.pace = pace
    self.shift = shift
    first = Self.floor(start + shift, pace)
    count = max(0, (Self.floor(end + shift, pace) - first) / pace + 1)
  }

  /// Puts a value where the machine's time belongs; what is no number, or beside the raster, is left out.
  mutating func set(_ metric: String, at time: Double, to value: Double) {
    guard value.isFinite, let place = place(of: time) else { return }
    columns[metric, default: Array(repeating: .nan, count: count)][place] = value
  }

  /// The same for one metric's values in a row, without finding its column each time.
  mutating func set(_ metric: String, _ values: [(time: Double, value: Double)]) {
    var column = columns.removeValue(forKey: metric) ?? Array(repeating: .nan, count: count)
    var isEmpty = true
    for (time, value) in values {
      guard value.isFinite, let place = place(of: time) else { continue }
      column[place] = value
      isEmpty = false
    }
    if !isEmpty || column.contains(where: { !$0.isNaN }) { columns[metric] = column }
  }

  /// Puts a column that was computed of others.
  mutating func set(_ metric: String, column: [Double]) {
    if column.contains(where: { !$0.isNaN }) { columns[metric] = column }
  }

  /// The newest time of which there is a value, by our clock.
  var lastTime: Int? {
    let place = columns.values.compactMap { column in column.lastIndex { !$0.isNaN } }.max()
    return place.map { first + $0 * pace }
  }

  /// What the columns hold, sorted by metric.
  var series: [MeasuredSeries] {
    columns.keys.sorted().map { metric in
      var series = MeasuredSeries(metric: metric, times: [], values: [])
      for (place, value) in columns[metric, default: []].enumerated() where !value.isNaN {
        series.times.append(first + place * pace)
        series.values.append(value)
      }
      return series
    }
  }

  private func place(of time: Double) -> Int? {
    guard time.isFinite, abs(time) < 1e11 else { return nil }
    let place = (Self.floor(Int(time.rounded(.down)) + shift, pace) - first) / pace
    return place >= 0 && place < count ? place : nil
  }

  private static func floor(_ time: Int, _ pace: Int) -> Int {
    time - ((time % pace) + pace) % pace
  }
}
