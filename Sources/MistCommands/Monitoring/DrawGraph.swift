import ArgumentParser
import MistModel
import MistOutput

struct DrawGraph: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "graph", abstract: "Draw metrics of a machine.",
    discussion: """
      A column is the mean of its time, a dot above it the highest value. A dot at the bottom is a time without values, \
      a dashed line the value of a rule, an arrow at the top more than the scale shows. For programs it is the table of \
      stats.
      """)
  static let risk = Risk.reads
  static let examples = ["graph db1 cpu", "graph db1 cpu load --last 6h --height 5", "graph db1 ram --watch"]

  @OptionGroup var target: MetricsOfMachine

  @Option(help: "How far back: 30m, 1h, 7d.", transform: { try Period($0) })
  var last: Period?

  @Option(help: "Lines of each graph, 2 to 40.")
  var height: Int?

  @OptionGroup var watching: WatchOptions

  func run(in shell: any Shell) async throws -> Output {
    if let height, !(2...40).contains(height) { throw MistError(.usage, "--height is a number from 2 to 40") }
    let (machine, metrics) = try await target.found(in: shell)
    // A machine without a metric is drawn by the one that is looked at most.
    let ids = metrics.isEmpty ? [MetricAlias.cpu] : metrics
    let rules = await shell.rules(on: machine.reference)
    return try await watching.run("graph of \(escaped(machine.qualifiedName))", in: shell) {
      try await picture(of: ids, on: machine, rules, in: shell)
    }
  }

  private func picture(
    of ids: [String], on machine: FoundMachine, _ rules: [Rule], in shell: any Shell
  ) async throws -> Output {
    let world = shell.world
    let (now, width) = (world.now(), world.pictureWidth)
    let window = try StatsWindow(last: last?.seconds ?? 3600, columns: width - 8, now: now)
    let series = try await shell.series(ids, of: machine, in: window)
    if shell.settings.format.isForPrograms { return .table(ShowStats.table(series, isForPrograms: true)) }
    let glyphs = world.graphGlyphs
    let drawn = series.map { series in
      GraphedMetric(
        label: "\(machine.name)  \(series.metric.id)", unit: series.metric.unit, points: series.points,
        threshold: rules.first { $0.metric == series.metric.id }?.value)
    }
    let text = graphText(
      of: drawn, over: window.span, width: width, height: height ?? (series.count == 1 ? 8 : 4), glyphs: glyphs,
      footing: window.saying(newest: series.newest, now: now, separator: glyphs.separator))
    return .document(Document(fields: [], text: text))
  }
}
