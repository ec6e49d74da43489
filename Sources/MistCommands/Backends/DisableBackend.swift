import ArgumentParser
import MistModel
import MistOutput

struct DisableBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "disable-backend", abstract: "Leave a backend alone until it is enabled again.")
  static let risk = Risk.changes
  static let examples = ["disable-backend Juno"]

  @OptionGroup var backend: BackendChoice

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(backend.naming, for: Self.risk)
    try await shell.client.setBackend(backend.id, isEnabled: false)
    return .sentence("Disabled backend \(escaped(backend.title))")
  }
}
