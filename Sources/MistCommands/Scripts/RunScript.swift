import ArgumentParser
import MistModel
import MistOutput

struct RunScript: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "run-script", abstract: "Run a kept script on a machine.")
  static let risk = Risk.changes
  static let examples = ["run-script backup --machine db1"]

  @OptionGroup var script: ScriptChoice
  @OptionGroup var machine: MachineOption

  @Option(name: [.customLong("script-params"), .customLong("params")], help: "What the script is called with.")
  var parameters = ""

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    let script = try await shell.script(script.naming, for: Self.risk)
    let machine = try await shell.machine(asked, for: Self.risk)
    let job = try await shell.client.runScript(script.id, on: machine.reference, parameters: parameters)
    return .document(
      Document(
        fields: [("script_id", .text(script.id.rawValue)), ("job_id", .text(job.rawValue))],
        text: escaped("Script \(script.id) was run. Check the logs for the output: describe-job \(job)")))
  }
}
