import MistModel

/// One metric's values, to be drawn.
public struct GraphedMetric: Hashable, Sendable {
  /// Stands above the graph: `db1  cpu.total.nonidle`.
  public var label: String
  public var unit: String
  public var points: [Series.Point]
  /// The value of a rule on it.
  public var threshold: Double?

  public init(label: String, unit: String, points: [Series.Point], threshold: Double? = nil) {
    self.label = label
    self.unit = unit
    self.points = points
    self.threshold = threshold
  }
}

/// Graphs one below the other on one time axis. No line is wider than `width`.
///
/// One column is the mean of its time, with a mark at the highest value.
///
/// - Parameters:
///   - height: lines of each graph.
///   - footing: the last line: the step, and how new the values are.
public func graphText(
  of metrics: [GraphedMetric], over span: GraphSpan, width: Int, height: Int, glyphs: GraphGlyphs = .blocks,
  footing: String
) -> String {
  let height = max(2, min(height, 40))
  let graphs = metrics.map { AreaGraph($0, height: height, glyphs: glyphs) }
  var left = graphs.flatMap(\.labels).map(displayWidth).max() ?? 1
  // On a terminal that has no room for both, the picture says more than the numbers beside it.
  if width < left + 12 { left = 0 }
  let columns = max(1, width - left - 2)
  var lines: [String] = []
  for graph in graphs {
    lines += graph.lines(over: span, columns: columns, left: left, width: width)
  }
  let axis = TimeAxis(span, columns: columns).lines(columns: columns, left: left + 2, glyphs: glyphs)
  lines.append(axis.labels)
  lines.append(footing)
  return lines.filter { !$0.isEmpty }.map { shortened(String(trimmed($0)), to: width) }.joined(separator: "\n")
}

private func trimmed(_ line: String) -> Substring {
  line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)]
}

/// One of the graphs.
struct AreaGraph {
  let metric: GraphedMetric
  let height: Int
  let glyphs: GraphGlyphs
  let scale: GraphScale
  private let values: [Double]

  init(_ metric: GraphedMetric, height: Int, glyphs: GraphGlyphs) {
    self.metric = metric
    self.height = height
    self.glyphs = glyphs
    values = metric.points.compactMap(\.value).filter(\.isFinite)
    scale = GraphScale(of: values, unit: metric.unit, threshold: metric.threshold)
  }

  /// What stands at the scale: top, middle where there is one, bottom.
  var labels: [String] { [label(scale.top), middle, label(scale.bottom)].compactMap { $0 } }

  private var middle: String? {
    height >= 4 && height.isMultiple(of: 2) ? label((scale.top + scale.bottom) / 2) : nil
  }

  private func label(_ value: Double) -> String { value == 0 ? "0" : metricText(value, unit: metric.unit) }

  func lines(over span: GraphSpan, columns: Int, left: Int, width: Int) -> [String] {
    let rows = rows(buckets(of: metric.points, over: span, count: columns))
    var lines = heading(width: width)
    for (index, row) in rows.enumerated() {
      let text = index == 0 ? label(scale.top) : index == height / 2 ? middle ?? "" : ""
      lines.append(side(text, left) + String(text.isEmpty ? glyphs.upright : glyphs.uprightMark) + String(row))
    }
    let axis = TimeAxis(span, columns: columns).lines(columns: columns, left: left, glyphs: glyphs)
    lines.append(side(label(scale.bottom), left) + String(glyphs.corner) + axis.line)
    return lines
  }

  private func side(_ text: String, _ left: Int) -> String {
    guard left > 0 else { return " " }
    return String(repeating: " ", count: max(0, left - displayWidth(text))) + text + " "
  }

  /// `db1  cpu.total.nonidle      now 99% · avg 83% · max 100%`; on two lines where one is too short.
  private func heading(width: Int) -> [String] {
    let label = escaped(metric.label)
    let figures = figures
    let room = width - displayWidth(label) - displayWidth(figures)
    guard room > 0 else { return [label, figures] }
    return [label + String(repeating: " ", count: room) + figures]
  }

  private var figures: String {
    guard !values.isEmpty else { return "no data" }
    func text(_ value: Double) -> String { metricText(value, unit: metric.unit) }
    let now = metric.points.last { $0.value != nil }?.value
    let parts = [
      now.map { "now \(text($0))" }, "avg \(text(values.reduce(0, +) / Double(values.count)))",
      values.max().map { "max \(text($0))" },
    ]
    return parts.compactMap { $0 }.joined(separator: glyphs.separator)
  }

  /// The picture, its highest row first.
  private func rows(_ buckets: [GraphBucket?]) -> [[Character]] {
    var rows = [[Character]](repeating: Array(repeating: " ", count: buckets.count), count: height)
    if let threshold = metric.threshold, let row = row(of: threshold) {
      rows[row] = Array(repeating: glyphs.threshold, count: buckets.count)
    }
    for (column, bucket) in buckets.enumerated() {
      guard let bucket else {
        rows[height - 1][column] = glyphs.gap
        continue
      }
      draw(bucket, in: column, of: &rows)
    }
    return rows
  }

  private func draw(_ bucket: GraphBucket, in column: Int, of rows: inout [[Character]]) {
    // Whole eighths of a cell: a value above nothing at all is seen.
    let filled = min(Double(height), max(0, scale.share(bucket.mean) * Double(height)))
    let whole = Int(filled)
    for row in 0..<whole { rows[height - 1 - row][column] = glyphs.cell(1) }
    let rest = filled - Double(whole)
    let hasPart = whole < height && (rest >= 1.0 / 16 || whole == 0)
    if hasPart { rows[height - 1 - whole][column] = glyphs.cell(rest) }
    if scale.share(bucket.most) > 1 {
      rows[0][column] = glyphs.above
    } else if let row = row(of: bucket.most), height - 1 - row >= whole + (hasPart ? 1 : 0) {
      rows[row][column] = glyphs.most
    }
  }

  /// The row that a value stands in; `nil` for one off the scale.
  private func row(of value: Double) -> Int? {
    let share = scale.share(value)
    guard share >= 0, share <= 1 else { return nil }
    return height - 1 - min(height - 1, Int(share * Double(height)))
  }
}
