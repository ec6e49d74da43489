import ArgumentParser
import MistModel
import MistOutput

struct MonitorMachines: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "monitor", abstract: "Show how a machine is doing, or all that are monitored, a line each.",
    discussion: """
      ! stands where a rule holds, ? where the last value is old, gone where its provider lists no such machine any \
      more: disable-monitoring forgets it.
      """)
  static let risk = Risk.reads
  static let examples = ["monitor", "monitor db1 --watch", "monitor --tag web --last 6h"]

  @OptionGroup var machine: MachineChoice

  @Option(help: "Only machines with this tag.")
  var tag: TagName?

  @Option(help: "How far back: 30m, 1h, 7d.", transform: { try Period($0) })
  var last: Period?

  @OptionGroup var watching: WatchOptions

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    let length = last?.seconds ?? 3600
    guard asked.machine != nil || (tag == nil && asked.backend == nil && shell.context.machine != nil) else {
      var choice = MonitoredChoice()
      (choice.tag, choice.place) = (tag, machine.place)
      return try await watching.run("monitored machines", in: shell) {
        try await MonitorTable(last: length, machines: try await choice.machines(in: shell)).output(in: shell)
      }
    }
    guard tag == nil else {
      throw MistError(.usage, "a machine is named and a tag too", hint: "say the one or the other")
    }
    let machine = try await shell.machine(asked, for: Self.risk)
    return try await watching.run("monitor of \(escaped(machine.qualifiedName))", in: shell) {
      try await overview(of: machine, last: length, in: shell)
    }
  }

  private func overview(of machine: FoundMachine, last: Double, in shell: any Shell) async throws -> Output {
    let (now, width) = (shell.world.now(), shell.world.pictureWidth)
    let window = try StatsWindow(last: last, columns: 40, now: now)
    let series = try await chosen(of: machine, in: window, shell)
    let firing = await shell.rules(on: machine.reference).filter { $0.firingSince != nil }
    guard !shell.settings.format.isForPrograms else { return .table(Self.table(series)) }
    let glyphs = shell.world.graphGlyphs
    let picture = MonitorPicture(
      heading: escaped("\(machine.name)  \(machine.backend.title)  \(machine.machine.state)"),
      note: window.saying(newest: series.newest, now: now, separator: glyphs.separator),
      metrics: series.map { series in
        GraphedMetric(
          label: MetricAlias.shortName(of: series.metric.id) ?? series.metric.name, unit: series.metric.unit,
          points: series.points)
      },
      alerts: firing.map { rule in
        let since = rule.firingSince.map { " since \(pastTime($0, now: now))" } ?? ""
        return "\(rule.condition) (rule \(rule.id))\(since): \(rule.deed)"
      })
    return .document(Document(fields: [], text: picture.text(over: window.span, width: width, glyphs: glyphs)))
  }

  /// The main metrics, and those that were chosen for the machine.
  private func chosen(of machine: FoundMachine, in window: StatsWindow, _ shell: any Shell) async throws -> [Series] {
    let main = try await shell.client.stats(
      of: machine.reference, MetricAlias.main, from: window.start, to: window.stop, step: window.step)
    let chosen = try await shell.series([], of: machine, in: window)
    var all = main
    for series in chosen where !all.contains(where: { $0.metric.id == series.metric.id }) {
      // The same said twice, once with what the system keeps only until somebody needs the room.
      guard
        series.metric.id != "memory.nonfree_percent" || !main.contains(where: { $0.metric.id == MetricAlias.memory })
      else { continue }
      all.append(series)
    }
    return all.inOrderOfImportance
  }

  private static func table(_ series: [Series]) -> Table {
    Table(
      [
        .init("metric", "Metric", width: 30), .init("name", "Name", width: 20), .init("unit", "Unit", width: 6),
        .init("now", "Now", width: 10), .init("avg", "Avg", width: 10), .init("max", "Max", width: 10),
      ],
      rows: series.map { series in
        let values = series.points.compactMap(\.value)
        func cell(_ value: Double?) -> Value {
          value.map { .measure(rounded($0, toSignificant: 6), unit: series.metric.unit) } ?? .none
        }
        return [
          .text(series.metric.id), .text(series.metric.name), .text(series.metric.unit), cell(values.last),
          cell(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)), cell(values.max()),
        ]
      })
  }
}
