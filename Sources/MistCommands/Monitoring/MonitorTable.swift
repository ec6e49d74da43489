import MistModel
import MistOutput

/// The machines that are measured, a row each: what they did last, and how the processor went.
struct MonitorTable {
  /// Seconds that the small graph shows.
  var last: Double
  var machines: [MeasuredMachine]
  /// The column to sort by, the highest first; `nil` for the order of the machines.
  var sortedBy: String?
  /// The means of that time, in place of the newest values.
  var showsMeans = false

  private static let columns: [(key: String, title: String, id: String)] = [
    ("cpu", "CPU", MetricAlias.cpu), ("load", "Load", MetricAlias.load), ("ram", "RAM", MetricAlias.memory),
    ("disk", "Disk /", MetricAlias.disk), ("disk_read", "Disks Read", MetricAlias.diskRead),
    ("disk_write", "Disks Write", MetricAlias.diskWrite), ("network_rx", "Net Rx", MetricAlias.received),
    ("network_tx", "Net Tx", MetricAlias.sent),
  ]

  /// What a short name or an id is called as a column; `nil` for an id that has no column of its own.
  private static func column(of id: String) -> Int? { columns.firstIndex { $0.id == id } }

  private struct Row {
    var machine: MeasuredMachine
    var series: [String: Series] = [:]
    var error: MistError?
  }

  /// One request for each machine, many at the same time, and one for the rules.
  func output(in shell: any Shell) async throws -> Output {
    let now = shell.world.now()
    let window = try StatsWindow(last: last, columns: 20, now: now)
    let more = sortedBy.flatMap { Self.column(of: $0) == nil ? $0 : nil }
    let ids = Self.columns.map(\.id) + [more].compactMap { $0 }
    let answers = try await shell.client.stats(
      of: machines.map(\.reference), ids, from: window.start, to: window.stop, step: window.step)
    let firing = ((try? await shell.client.rules()) ?? []).filter { $0.firingSince != nil }
    var rows = machines.map { row(of: $0, answers[$0.reference]) }
    if let sortedBy {
      func rank(_ row: Row) -> Double { row.series[sortedBy].flatMap { value($0, in: window, now) } ?? -.infinity }
      rows.sort { rank($0) > rank($1) }
    }
    for row in rows {
      if let error = row.error { shell.note("\(escaped(row.machine.found.qualifiedName)): \(escaped(error.summary))") }
    }
    let isForPrograms = shell.isPiped || shell.settings.format.isForPrograms
    var table = table(more: more, hasSparks: !isForPrograms)
    let glyphs = shell.world.graphGlyphs
    table.rows = rows.map { row in
      let reference = row.machine.reference
      let mark = mark(of: row, isFiring: firing.contains { $0.isOn(reference) }, now: now)
      var cells: [Value] = [
        .text(mark), .text(row.machine.found.name), .text(row.machine.found.backend.title),
      ]
      for id in Self.columns.map(\.id) + [more].compactMap({ $0 }) {
        cells.append(cell(row.series[id], in: window, now))
      }
      if isForPrograms {
        cells.append(Array(row.series.values).newest.map { .number($0) } ?? .none)
        cells += [.text(reference.machine.rawValue), .text(row.machine.found.machine.state.rawValue)]
      } else {
        let cpu = row.series[MetricAlias.cpu]
        cells.insert(
          .text(spark(of: cpu?.points ?? [], unit: "%", over: window.span, width: 20, glyphs: glyphs)), at: 4)
      }
      return cells
    }
    return .table(table)
  }

  private func row(of machine: MeasuredMachine, _ answer: Result<[Series], MistError>?) -> Row {
    var row = Row(machine: machine)
    switch answer {
    case .success(let series):
      row.series = Dictionary(series.map { ($0.metric.id, $0) }, uniquingKeysWith: { first, _ in first })
    case .failure(let error): row.error = error
    case nil: break
    }
    return row
  }

  private func table(more: String?, hasSparks: Bool) -> Table {
    var columns: [Table.Column] = [
      .init("mark", "", width: 3, priority: 1), .init("name", "Name", width: 20, priority: 0),
      .init("backend", "Backend Title", width: 20, priority: 9),
    ]
    for (index, column) in Self.columns.enumerated() {
      columns.append(.init(column.key, column.title, width: 10, priority: 2 + index))
    }
    if let more { columns.append(.init(more, more, width: 12, priority: 1)) }
    if hasSparks {
      columns.insert(.init("spark", "CPU, last \(StatsWindow.lengthText(Int(last)))", width: 20, priority: 8), at: 4)
    } else {
      columns.append(.init("sampled_at", "Sampled", width: 12))
      columns += [
        .init("id", "ID", width: 0, isForPrograms: true), .init("state", "State", width: 0, isForPrograms: true),
      ]
    }
    var table = Table(columns, rows: [])
    // Without headings nobody knows which number is which.
    table.isAlwaysPretty = true
    return table
  }

  /// `!` where a rule holds, `?` with its age where the newest value is old.
  private func mark(of row: Row, isFiring: Bool, now: Double) -> String {
    // A value that stands for a minute has the time at which that began.
    let newest = [Array(row.series.values).newest, row.machine.monitored.newest].compactMap { $0 }.max()
    let patience = Double(row.machine.monitored.interval ?? 10) * 3
    var mark = isFiring ? "!" : ""
    guard let newest else { return mark + "?" }
    // The service looks once a minute where nobody watches.
    if now - newest > max(patience, 90) { mark += "? \(ageText(seconds: Int(min(now - newest, 1e9))))" }
    return mark
  }

  /// The newest value, unless it is so old that it says nothing of now.
  private static func latest(_ series: Series, _ now: Double) -> Double? {
    guard let point = series.points.last(where: { $0.value != nil }), now - point.time < 600 else { return nil }
    return point.value
  }

  /// The mean, unless a part of the time is missing: half an hour says nothing of an hour.
  private static func mean(_ series: Series, in window: StatsWindow) -> Double? {
    let values = series.points.compactMap(\.value)
    guard Double(values.count) >= 0.8 * Double(window.stop - window.start) / Double(window.step) else { return nil }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private func value(_ series: Series, in window: StatsWindow, _ now: Double) -> Double? {
    showsMeans ? Self.mean(series, in: window) : Self.latest(series, now)
  }

  private func cell(_ series: Series?, in window: StatsWindow, _ now: Double) -> Value {
    guard let series, let value = value(series, in: window, now) else { return .none }
    return .measure(rounded(value, toSignificant: 6), unit: series.metric.unit)
  }
}
