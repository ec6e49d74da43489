import ArgumentParser
import MistModel
import MistOutput

struct ShowStats: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "stats", abstract: "Show what was measured on a machine, as a table.",
    discussion: """
      Without metrics, those that were chosen for the machine. What was not measured is None. The rows begin with the \
      first value of that time; json, yaml, csv and | have all rows of it.
      """)
  static let risk = Risk.reads
  static let examples = ["stats db1", "stats db1 cpu load --last 6h --step 5m", "stats db1 cpu | where cpu.total>90"]

  @OptionGroup var target: MetricsOfMachine

  @Option(help: "How far back: 30m, 1h, 7d.", transform: { try Period($0) })
  var last: Period?

  @Option(help: "How much time one row stands for: 10s, 1m, 1h.", transform: { try Period($0) })
  var step: Period?

  func run(in shell: any Shell) async throws -> Output {
    let now = shell.world.now()
    let last = last?.seconds ?? 3600
    let window = try StatsWindow(last: last, step: step?.seconds ?? Swift.max(60, last / 1000), now: now)
    let (machine, metrics) = try await target.found(in: shell)
    var series = try await shell.series(metrics, of: machine, in: window)
    let isForPrograms = shell.isPiped || shell.settings.format.isForPrograms
    var saying = window.saying(newest: series.newest, now: now, separator: ", ")
    if !isForPrograms, let first = series.dropEmptyBeginning() { saying += ", first value \(calendarTime(first))" }
    shell.note("\(escaped(machine.qualifiedName)): \(saying)")
    return .table(Self.table(series, isForPrograms: isForPrograms))
  }

  /// A row for each time.
  static func table(_ series: [Series], isForPrograms: Bool) -> Table {
    let names = Dictionary(grouping: series, by: \.metric.name)
    let columns = series.map { series in
      let isUnique = names[series.metric.name]?.count == 1
      return Table.Column(series.metric.id, isUnique ? series.metric.name : series.metric.id, width: 12)
    }
    let values = series.map { series in
      Dictionary(series.points.map { ($0.time, $0.value) }, uniquingKeysWith: { $1 ?? $0 })
    }
    let times = Set(values.flatMap(\.keys)).sorted()
    var table = Table(
      [.init("time", "Time", width: 24)] + columns,
      rows: times.map { time in
        let cells = zip(series, values).map { series, values -> Value in
          guard let value = values[time] ?? nil else { return .none }
          return .measure(rounded(value, toSignificant: 6), unit: series.metric.unit)
        }
        return [isForPrograms ? .number(time) : .text(calendarTime(time))] + cells
      }, whenEmpty: "No values in that time")
    // Without headings nobody knows which number is which.
    table.isAlwaysPretty = series.count > 1
    return table
  }
}
