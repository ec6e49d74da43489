import ArgumentParser
import MistModel
import MistOutput

/// The metric of a machine that a command is about: behind the machine, or `--metric-id ID`.
struct MetricChoice: ParsableArguments {
  @Argument(help: ArgumentHelp("The metric by its id, or cpu, load, ram …", valueName: "metric"))
  var metric: MetricName?

  @Option(name: [.customLong("metric-id"), .customLong("metric")], help: "The metric by an option.")
  var option: MetricName?

  /// The id that the line says. Throws `MistError(.usage)` for none and for two.
  func id(besides machine: inout MachineChoice) throws -> String {
    var words = [metric, option].compactMap { $0 }
    // `add-metric --machine db1 users`: the machine is said already, so the first word is the metric.
    if machine.isNamedByOption, let word = machine.machine {
      words.append(MetricName(word.text))
      machine.machine = nil
    }
    guard words.count < 2 else {
      throw MistError(.usage, "one metric at a time, and \(words.count) are given")
    }
    guard let word = words.first, !word.text.isBlank else {
      throw MistError(.usage, "no metric is named", hint: "list-metrics shows those of a machine")
    }
    return MetricAlias.id(word.text)
  }
}

/// A machine and some of its metrics: `db1 cpu load`.
struct MetricsOfMachine: ParsableArguments {
  @OptionGroup var machine: MachineChoice

  @Argument(help: "Metrics by their ids, or cpu, load, ram, disk-read, disk-write, network-rx, network-tx.")
  var metrics: [MetricName] = []

  /// The machine and the metrics' ids, each once. The first word is a metric where the machine is said otherwise.
  func found(in shell: any Shell) async throws -> (machine: FoundMachine, metrics: [String]) {
    var choice = machine
    var words = metrics.map(\.text)
    if let word = choice.machine?.text,
      choice.isNamedByOption || (shell.context.machine != nil && MetricAlias.isMetric(word))
    {
      words.insert(word, at: 0)
      choice.machine = nil
    }
    var ids: [String] = []
    for id in words.map(MetricAlias.id) where !ids.contains(id) {
      guard !id.isBlank else { throw MistError(.usage, "an empty name means no metric") }
      ids.append(id)
    }
    return (try await shell.machine(choice.asked, for: .reads), ids)
  }
}

extension MachineChoice {
  /// The machine is said by an option.
  var isNamedByOption: Bool { id != nil || name != nil || option != nil }
}
