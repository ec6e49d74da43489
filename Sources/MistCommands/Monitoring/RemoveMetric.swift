import ArgumentParser
import MistModel
import MistOutput

struct RemoveMetric: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "remove-metric", abstract: "Show a metric with a machine's others no longer; add-metric does again.")
  static let risk = Risk.changes
  static let examples = ["remove-metric db1 users"]

  @OptionGroup var machine: MachineChoice
  @OptionGroup var metric: MetricChoice

  func run(in shell: any Shell) async throws -> Output {
    var choice = machine
    let id = try metric.id(besides: &choice)
    let machine = try await shell.machine(choice.asked, for: Self.risk)
    try await shell.client.removeMetric(id, from: machine.reference)
    return .sentence("Removed Metric \(escaped(id)) from monitored machine \(escaped(machine.name))")
  }
}
