import ArgumentParser
import MistModel
import MistOutput

struct RemoveScript: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "remove-script", abstract: "Delete a script for good.",
    discussion: "Takes a whole name or an id only, and asks before it does anything.")
  static let risk = Risk.destroys
  static let examples = ["remove-script backup", "remove-script --id 2f0c --yes"]

  @OptionGroup var script: ScriptChoice
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let script = try await shell.script(script.naming, for: Self.risk)
    try confirmation.confirm("remove", "script", script.name, in: shell)
    try await shell.client.removeScript(script.id)
    return .sentence("Script \(escaped(script.id.rawValue)) removed")
  }
}
