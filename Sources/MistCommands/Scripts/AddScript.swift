import ArgumentParser
import MistModel
import MistOutput

struct AddScript: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-script", abstract: "Keep a script, to run it on machines.")
  static let risk = Risk.changes
  static let examples = [
    "add-script --name backup --script-file ~/backup.sh", "add-script --name hello --script 'echo hello'",
  ]

  @Option(name: [.customLong("name"), .customLong("script-name")], help: "What the script will be called.")
  var name: String

  @Option(help: "What it does.")
  var description = ""

  @Option(help: "Where its text is: only inline.")
  var location = "inline"

  @Option(help: "What kind it is: only executable.")
  var type = "executable"

  @Option(help: "Its text.")
  var script: String?

  @Option(help: "The file with its text.")
  var scriptFile: FilePath?

  @Flag(help: "Run it at once on a machine.")
  var run = false

  @OptionGroup var machine: MachineOption

  func run(in shell: any Shell) async throws -> Output {
    try requireName(name)
    guard location == "inline" || scriptFile == nil else {
      throw MistError(.usage, "file input is only available for inline scripts", hint: "leave --location out")
    }
    guard location == "inline", type == "executable" else {
      throw MistError(
        .notSupported, "only inline scripts that are executable can be kept",
        hint: location == "inline" ? nil : "fetch it, and say --script-file FILE")
    }
    let text = try text(in: shell.world)
    let asked = try machine.asked
    guard run else {
      guard asked.machine == nil else { throw MistError(.usage, "a machine is named without --run") }
      _ = try await shell.client.addScript(name: name, text: text, description: description)
      return .sentence("Script \(escaped(name)) inserted successfully")
    }
    let machine = try await shell.machine(asked, for: Self.risk)
    let script = try await shell.client.addScript(name: name, text: text, description: description)
    let job = try await shell.client.runScript(script.id, on: machine.reference)
    shell.note("describe-job \(escaped(job.rawValue)) shows how it goes")
    return .sentence(
      "Script \(escaped(name)) inserted and ran on machine \(escaped(machine.name)). Check the logs for output")
  }

  private func text(in world: World) throws -> String {
    switch (script, scriptFile) {
    case (let text?, nil): return text
    case (nil, let path?): return try world.text(ofFile: path.text)
    default: throw MistError(.usage, "add-script needs --script TEXT or --script-file FILE, and not both")
    }
  }
}
