import ArgumentParser
import MistModel
import MistOutput

struct AddCustomMetric: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-custom-metric", abstract: "Measure something on a machine with a Python file of one's own.",
    discussion: """
      The file has a function read() that gives a number. It is tried on the machine first; what it wrote is told when \
      that goes wrong.
      """)
  static let risk = Risk.changes
  static let examples = [
    "add-custom-metric --machine db1 --metric-name random --file-path ~/random.py",
    "add-custom-metric db1 --metric-name hits --file-path ~/hits.py --value-type derive --unit hits/s",
  ]

  @OptionGroup var machine: MachineChoice

  @Option(help: "What it will be called; its id is made of it.")
  var metricName: String

  @Option(help: "The Python file.")
  var filePath: FilePath

  @Option(help: "gauge for values as they are, derive for their change in a second.")
  var valueType: MetricKind = .gauge

  @Option(help: "The unit that is shown behind the values.")
  var unit: String?

  func run(in shell: any Shell) async throws -> Output {
    try requireName(metricName)
    let text = try shell.world.text(ofFile: filePath.text)
    guard !text.isBlank else { throw MistError(.invalid, "\(escaped(filePath.text)) is empty") }
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    shell.doing("trying \(escaped(metricName)) on \(escaped(machine.name))")
    let id = try await shell.client.addPythonPlugin(
      metricName, text: text, kind: valueType, unit: unit, to: machine.machine)
    shell.doing(nil)
    if let id { shell.note("its id is \(escaped(id))") }
    return .sentence("Added custom metric \(escaped(metricName))")
  }
}

extension MetricKind: ExpressibleByArgument {}
