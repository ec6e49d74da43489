import ArgumentParser
import MistModel
import MistOutput

struct TopMachines: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "top", abstract: "Show the monitored machines, the busiest first.",
    discussion: "--last 1h compares the means of that time; None stands where it was not measured for nearly all of it."
  )
  static let risk = Risk.reads
  static let examples = [
    "top", "top --tag web --by load", "top --by network-rx --watch", "top --last 1h | where cpu<5",
  ]

  @OptionGroup var choice: MonitoredChoice

  @Option(help: "What is compared: cpu, load, ram, disk-read, disk-write, network-rx, network-tx or a metric's id.")
  var by: MetricName?

  @Option(help: "The mean over so long: 30m, 1h, 7d; the newest value if left out.", transform: { try Period($0) })
  var last: Period?

  @OptionGroup var watching: WatchOptions

  func run(in shell: any Shell) async throws -> Output {
    let id = by.map { MetricAlias.id($0.text) } ?? MetricAlias.cpu
    guard !id.isBlank else { throw MistError(.usage, "--by is empty") }
    return try await watching.run("busiest machines by \(escaped(by?.text ?? "cpu"))", in: shell) {
      let machines = try await choice.machines(in: shell)
      return try await MonitorTable(
        last: last?.seconds ?? 600, machines: machines, sortedBy: id, showsMeans: last != nil
      ).output(in: shell)
    }
  }
}
