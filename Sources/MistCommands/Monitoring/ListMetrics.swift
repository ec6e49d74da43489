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
      [.init("name", "Metric Name", width: 50), .init("id", "Metric ID", width: 20)],
      rows: metrics.map { [.text($0.name), .text($0.id)] },
      whenEmpty: "No metrics found; enable-monitoring \(machine.name) begins to measure it")
    // The columns of the original, where there is nothing that it had not.
    guard metrics.contains(where: { $0.addition != nil }) else { return .table(table) }
    table.columns += [
      .init("status", "Status", width: 13), .init("plugin", "Plugin", width: 12, priority: 4),
      .init("needs", "Needs", width: 0, priority: 5),
    ]
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
