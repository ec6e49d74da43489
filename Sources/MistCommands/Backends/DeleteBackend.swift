import ArgumentParser
import MistModel
import MistOutput

struct DeleteBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "delete-backend", abstract: "Forget a backend and its credentials; its machines are left alone.",
    discussion: "Takes a whole name or an id only, and asks before it does anything.",
    aliases: ["delete-cloud"])
  static let risk = Risk.destroys
  static let examples = ["delete-backend Docker", "delete-backend --id 4ukW6Juooqa8bTu2YgM4mE8RAsk7 --yes"]

  @OptionGroup var backend: BackendChoice
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(backend.naming, for: Self.risk)
    try confirmation.confirm(
      "delete", "backend", backend.title, isProduction: shell.marks.isProduction(backend.id), in: shell)
    try await shell.client.deleteBackend(backend.id)
    shell.say(left: shell.context.forget(backend.id))
    return .sentence("Deleted backend \(escaped(backend.title))")
  }
}
