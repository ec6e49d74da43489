import ArgumentParser
import MistModel
import MistOutput

struct EnableBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "enable-backend", abstract: "Take a backend into use again.")
  static let risk = Risk.changes
  static let examples = ["enable-backend Juno"]

  @OptionGroup var backend: BackendChoice

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(backend.naming, for: Self.risk)
    try await shell.client.setBackend(backend.id, isEnabled: true)
    return .sentence("Enabled backend \(escaped(backend.title))")
  }
}
