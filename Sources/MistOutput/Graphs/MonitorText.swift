import MistModel

/// A machine as `monitor` shows it: a line for each metric, with what it is now, its mean, its highest value and how it
/// went.
public struct MonitorPicture: Hashable, Sendable {
  /// `db1  Juno  running`
  public var heading: String
  /// The time that is shown, the step, and how new the values are.
  public var note: String
  public var metrics: [GraphedMetric]
  /// What rules found, one line each.
  public var alerts: [String]

  public init(heading: String, note: String, metrics: [GraphedMetric], alerts: [String] = []) {
    self.heading = heading
    self.note = note
    self.metrics = metrics
    self.alerts = alerts
  }

  /// No line is wider than `width`.
  public func text(over span: GraphSpan, width: Int, glyphs: GraphGlyphs = .blocks) -> String {
    let rows = metrics.map { Row($0) }
    func widest(_ least: Int, _ texts: [String]) -> Int { max(least, texts.map(displayWidth).max() ?? 0) }
    let name = min(24, widest(4, rows.map(\.name)))
    let numbers = [
      widest(8, rows.map(\.now)), widest(8, rows.map(\.mean)), widest(8, rows.map(\.most)),
    ]
    // Where there is no room for all, how it went says more than its mean.
    let shown = width - 4 - name - numbers.reduce(0) { $0 + $1 + 2 } >= 12 ? numbers : Array(numbers.prefix(1))
    let room = width - 4 - name - shown.reduce(0) { $0 + $1 + 2 }
    let titles = zip(["now", "avg", "max"], shown).map { "  " + padded($0, to: $1) }.joined()
    var lines = head(width: width)
    lines.append(String(repeating: " ", count: 2 + name) + titles)
    for (row, metric) in zip(rows, metrics) {
      var line = "  " + shortened(row.name, to: name)
      line += String(repeating: " ", count: max(0, 2 + name - displayWidth(line)))
      for (text, width) in zip([row.now, row.mean, row.most], shown) { line += "  " + padded(text, to: width) }
      // Fewer than a handful of blocks say nothing.
      if room >= 6 {
        line += "  " + spark(of: metric.points, unit: metric.unit, over: span, width: min(room, 60), glyphs: glyphs)
      }
      lines.append(line)
    }
    lines += alerts.map { "  ! " + escaped($0) }
    return lines.map { shortened($0, to: width) }.joined(separator: "\n")
  }

  private func head(width: Int) -> [String] {
    let room = width - displayWidth(heading) - displayWidth(note)
    guard room > 1 else { return [heading, note] }
    return [heading + String(repeating: " ", count: room) + note]
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - displayWidth(text))) + text
  }

  /// The words of a metric's line.
  private struct Row {
    var name: String
    var now = "?"
    var mean = "?"
    var most = "?"

    init(_ metric: GraphedMetric) {
      name = escaped(metric.label)
      let values = metric.points.compactMap(\.value).filter(\.isFinite)
      guard let last = values.last, let most = values.max() else { return }
      func text(_ value: Double) -> String { metricText(value, unit: metric.unit) }
      now = text(last)
      mean = text(values.reduce(0, +) / Double(values.count))
      self.most = text(most)
    }
  }
}
