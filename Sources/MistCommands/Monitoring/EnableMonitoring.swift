import ArgumentParser
import MistModel
import MistOutput

struct EnableMonitoring: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "enable-monitoring", abstract: "Begin to measure a machine.",
    discussion: """
      The first values are there within half a minute; collectd is installed beside it where that can be done. --wait \
      waits for that too.
      """)
  static let risk = Risk.changes
  static let examples = ["enable-monitoring db1", "enable-monitoring Juno/db1 --wait"]

  @OptionGroup var machine: MachineChoice

  @Flag(help: "Wait until what measures is installed.")
  var wait = false

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    let job = try await shell.client.setMonitoring(of: machine.machine, isEnabled: true)
    let output = Output.sentence("Enabled monitoring to machine \(escaped(machine.name))")
    guard let job else { return output }
    guard wait else {
      shell.note("describe-job \(escaped(job.rawValue)) shows how the installation goes")
      return output
    }
    try await shell.show(output)
    try await shell.follow(job)
    return .nothing
  }
}
