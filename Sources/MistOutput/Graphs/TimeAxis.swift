/// The times below a graph: where the marks stand, and what is written there.
struct TimeAxis: Hashable, Sendable {
  struct Mark: Hashable, Sendable {
    var column: Int
    var label: String
  }

  let marks: [Mark]

  private static let steps: [Int] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
    1_209_600, 2_592_000,
  ]

  /// Round times, in UTC, as many as have room.
  ///
  /// - Parameter columns: how many columns the time is drawn in.
  init(_ span: GraphSpan, columns: Int) {
    guard columns > 0, span.start.isFinite, abs(span.start) < 1e12, span.length < 1e11 else {
      marks = []
      return
    }
    let perColumn = span.length / Double(columns)
    let step = Self.steps.first { Double($0) / perColumn >= Double(Self.label(0, step: $0).count + 3) }
    guard let step else {
      marks = []
      return
    }
    var marks: [Mark] = []
    var time = (Int(span.start) + step - 1) / step * step
    while Double(time) < span.stop {
      let column = Int((Double(time) - span.start) / perColumn)
      marks.append(Mark(column: min(column, columns - 1), label: Self.label(time, step: step)))
      time += step
    }
    self.marks = marks
  }

  /// `14:05`, `14:05:30` where the marks are closer than a minute, and the day where one begins: `Nov 21`.
  private static func label(_ time: Int, step: Int) -> String {
    let second = ((time % 86_400) + 86_400) % 86_400
    if step >= 86_400 || (second == 0 && step >= 3600) { return dayText(Double(time)) }
    let parts = [second / 3600, second / 60 % 60] + (step < 60 ? [second % 60] : [])
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  /// The line itself, behind its corner, and the line with the labels.
  ///
  /// - Parameter left: cells before the first column.
  func lines(columns: Int, left: Int, glyphs: GraphGlyphs) -> (line: String, labels: String) {
    var line = [Character](repeating: glyphs.lying, count: max(0, columns))
    for mark in marks { line[mark.column] = glyphs.lyingMark }
    var labels = ""
    for mark in marks {
      let start = max(0, left + mark.column - mark.label.count / 2)
      guard start >= labels.count + (labels.isEmpty ? 0 : 1), start + mark.label.count <= left + columns else {
        continue
      }
      labels += String(repeating: " ", count: start - labels.count) + mark.label
    }
    return (String(line), labels)
  }
}
