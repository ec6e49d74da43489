import ArgumentParser
import MistModel
import MistOutput

struct TopMachines: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "top", abstract: "Show the monitored machines, the busiest first.")
  static let risk = Risk.reads
  static let examples = ["top", "top --tag web --by load", "top --by network-rx --watch"]

  @OptionGroup var choice: MonitoredChoice

  @Option(help: "What is compared: cpu, load, ram, disk-read, disk-write, network-rx, network-tx or a metric's id.")
  var by: MetricName?

  @OptionGroup var watching: WatchOptions

  func run(in shell: any Shell) async throws -> Output {
    let id = by.map { MetricAlias.id($0.text) } ?? MetricAlias.cpu
    guard !id.isBlank else { throw MistError(.usage, "--by is empty") }
    return try await watching.run("busiest machines by \(escaped(by?.text ?? "cpu"))", in: shell) {
      let machines = try await choice.machines(in: shell)
      return try await MonitorTable(last: 600, machines: machines, sortedBy: id).output(in: shell)
    }
  }
}
