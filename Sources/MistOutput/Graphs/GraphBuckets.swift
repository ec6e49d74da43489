import MistModel

/// The time that a graph shows, in seconds since 1970.
public struct GraphSpan: Hashable, Sendable {
  public var start: Double
  public var stop: Double
  /// Seconds that one value stands for.
  public var step: Double

  public init(start: Double, stop: Double, step: Double) {
    self.start = start
    self.stop = max(stop, start + 1)
    self.step = max(1, step)
  }

  var length: Double { stop - start }
}

/// What was measured in the time of one column.
struct GraphBucket: Hashable, Sendable {
  var mean: Double
  var most: Double
}

/// The values as so many columns; `nil` for a column in whose time nothing was measured.
///
/// A value that stands for a longer time than a column fills all the columns of its time.
func buckets(of points: [Series.Point], over span: GraphSpan, count: Int) -> [GraphBucket?] {
  guard count > 0 else { return [] }
  let width = span.length / Double(count)
  var sums = [(sum: Double, most: Double, count: Int)](repeating: (0, -.infinity, 0), count: count)
  for point in points {
    guard let value = point.value, value.isFinite else { continue }
    let first = ((point.time - span.start) / width).rounded(.down)
    // The step may begin in one column and end in a later one.
    let last = max(first, ((point.time + span.step - span.start) / width).rounded(.up) - 1)
    let reaches = width < span.step ? last : first
    guard reaches >= 0, first < Double(count) else { continue }
    for column in Int(max(0, first))...Int(min(reaches, Double(count - 1))) {
      sums[column].sum += value
      sums[column].most = max(sums[column].most, value)
      sums[column].count += 1
    }
  }
  return sums.map { $0.count == 0 ? nil : GraphBucket(mean: $0.sum / Double($0.count), most: $0.most) }
}
