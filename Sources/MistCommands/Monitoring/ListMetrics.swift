import ArgumentParser
import MistModel
import MistOutput

struct ListMetrics: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-metrics", abstract: "List the metrics of a machine, and those that could be added.")
  static let risk = Risk.reads
  static let examples = ["list-metrics db1", "list-metrics --machine db1 --pretty"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    let metrics = try await shell.client.availableMetrics(of: machine.reference)
    var table = Table(
      // By its id a metric is asked for: on a narrow terminal names are cut.
      [
        .init("name", "Metric Name", width: 50, priority: 1, isElastic: true),
        .init("id", "Metric ID", width: 20, priority: 0),
      ],
      rows: metrics.map { [.text($0.name), .text($0.id)] },
      whenEmpty: "No metrics found; enable-monitoring \(escaped(machine.name)) begins to measure it")
    let addable = metrics.count { $0.addition != nil }
    guard addable > 0 else { return .table(table) }
    // People read the columns of the original; what else there is has to be asked for.
    table.columns += [
      .init("status", "Status", width: 13, isForPrograms: true),
      .init("plugin", "Plugin", width: 12, isForPrograms: true), .init("needs", "Needs", width: 0, isForPrograms: true),
    ]
    if !shell.settings.format.isForPrograms, !shell.isPiped {
      shell.note(
        "\(addable) more can be added: add-metric \(escaped(machine.name)) ID (needs: | columns id,needs)")
    }
    table.rows = metrics.sorted { ($0.addition == nil ? 0 : 1, $0.id) < ($1.addition == nil ? 0 : 1, $1.id) }.map {
      metric in
      [
        .text(metric.name), .text(metric.id), .text(metric.addition == nil ? "measured" : "can be added"),
        .text(metric.addition?.plugin ?? ""), .text(metric.addition?.needs ?? ""),
      ]
    }
    return .table(table)
  }
}
