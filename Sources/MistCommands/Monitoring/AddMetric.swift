import ArgumentParser
import MistModel
import MistOutput

struct AddMetric: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-metric", abstract: "Show a metric with a machine's others, and measure it if it is not yet.",
    discussion: "list-metrics shows what can be added. A plugin of collectd that is not loaded yet is loaded for it.")
  static let risk = Risk.changes
  static let examples = ["add-metric --machine db1 --metric-id users", "add-metric db1 tcpconns"]

  @OptionGroup var machine: MachineChoice
  @OptionGroup var metric: MetricChoice

  func run(in shell: any Shell) async throws -> Output {
    var choice = machine
    let id = try metric.id(besides: &choice)
    let machine = try await shell.machine(choice.asked, for: Self.risk)
    shell.doing("adding \(escaped(id)) to \(escaped(machine.name))")
    try await shell.client.addMetric(id, to: machine.reference)
    shell.doing(nil)
    return .sentence("Added Metric \(escaped(id)) to monitored machine \(escaped(machine.name))")
  }
}
