import ArgumentParser
import MistModel
import MistOutput

struct DeleteKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "delete-key", abstract: "Delete a key for good, its private half too.",
    discussion: "Takes a whole name only, and asks before it does anything.")
  static let risk = Risk.destroys
  static let examples = ["delete-key old", "delete-key old --yes"]

  @OptionGroup var key: KeyChoice
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let key = try await shell.key(key.naming, for: Self.risk)
    try confirmation.confirm("delete", "key", key.name, in: shell)
    try await shell.client.deleteKey(key.id)
    return .sentence("Deleted \(escaped(key.name))")
  }
}
