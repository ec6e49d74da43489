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
func buckets(of points: [Series.Point], over span: GraphSpan, count: Int) -> [GraphBucket?] {
  guard count > 0 else { return [] }
  let width = span.length / Double(count)
  let step = max(span.step, spacing(of: points))
  return width < step
    ? stretched(points, over: span, count: count, width: width, step: step)
    : gathered(points, over: span, count: count, width: width)
}

/// Seconds from one value to the next, as most of them have it: a service may answer coarser than it was asked.
private func spacing(of points: [Series.Point]) -> Double {
  let gaps = zip(points, points.dropFirst()).map { abs($1.time - $0.time) }.sorted()
  return gaps.isEmpty ? 0 : gaps[gaps.count / 2]
}

/// Columns that are shorter than a step: each has the one value in whose time its middle lies.
private func stretched(
  _ points: [Series.Point], over span: GraphSpan, count: Int, width: Double, step: Double
) -> [GraphBucket?] {
  var rest = points.sorted { $0.time < $1.time }[...]
  return (0..<count).map { column in
    let middle = span.start + (Double(column) + 0.5) * width
    while let next = rest.dropFirst().first, next.time <= middle { rest.removeFirst() }
    guard let point = rest.first, point.time <= middle, middle < point.time + step, let value = point.value,
      value.isFinite
    else { return nil }
    return GraphBucket(mean: value, most: value)
  }
}

/// Columns of several steps: their mean, and the highest.
private func gathered(_ points: [Series.Point], over span: GraphSpan, count: Int, width: Double) -> [GraphBucket?] {
  var sums = [(sum: Double, most: Double, count: Int)](repeating: (0, -.infinity, 0), count: count)
  for point in points {
    let place = ((point.time - span.start) / width).rounded(.down)
    guard let value = point.value, value.isFinite, place >= 0, place < Double(count) else { continue }
    let column = Int(place)
    sums[column].sum += value
    sums[column].most = max(sums[column].most, value)
    sums[column].count += 1
  }
  return sums.map { $0.count == 0 ? nil : GraphBucket(mean: $0.sum / Double($0.count), most: $0.most) }
}
