import ArgumentParser
import MistModel
import MistOutput

struct RemoveCustomMetric: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "remove-custom-metric", abstract: "Take a Python file that measures off a machine.",
    discussion: "Takes the metric's whole id or name, and asks before it does anything.")
  static let risk = Risk.destroys
  static let examples = [
    "remove-custom-metric db1 mist.python.random", "remove-custom-metric --machine db1 --metric-name random --yes",
  ]

  @OptionGroup var machine: MachineChoice

  @Argument(help: ArgumentHelp("The metric by its id.", valueName: "metric"))
  var word: MetricName?

  @Option(name: [.customLong("metric-name"), .customLong("metric-id")], help: "The metric by its name or id.")
  var metricName: MetricName?

  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    var choice = MetricChoice()
    (choice.metric, choice.option) = (word, metricName)
    var machine = machine
    let metric = try choice.id(besides: &machine)
    let found = try await shell.machine(machine.asked, for: Self.risk)
    try confirmation.confirm(
      "remove", "custom metric", metric, place: found.qualifiedName,
      isProduction: shell.marks.isProduction(found.backend.id), in: shell)
    try await shell.client.removePythonPlugin(try await id(of: metric, on: found, in: shell), from: found.machine)
    return .sentence("Removed custom metric \(escaped(metric)) from machine \(escaped(found.name))")
  }

  /// Two names may differ only in what an id cannot say: the whole name decides, then the id.
  private func id(of word: String, on machine: FoundMachine, in shell: any Shell) async throws -> String {
    let front = "mist.python."
    guard !word.hasPrefix(front) else { return word }
    let own = try await shell.client.availableMetrics(of: machine.reference).filter { $0.id.hasPrefix(front) }
    let named = own.filter { $0.name == word }
    guard named.isEmpty, !own.contains(where: { $0.id == front + word }) else {
      return named.count == 1 ? named[0].id : front + word
    }
    throw MistError(
      .notFound, "no custom metric '\(escaped(word))' on \(escaped(machine.qualifiedName))",
      hint: "list-metrics \(escaped(machine.name)) shows them")
  }
}
