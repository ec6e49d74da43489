import ArgumentParser
import MistModel
import MistOutput

struct RenameBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "rename-backend", abstract: "Give a backend a new name.", aliases: ["rename-cloud"])
  static let risk = Risk.changes
  static let examples = ["rename-backend Icehouse --new-name Juno"]

  @OptionGroup var backend: BackendChoice

  @Option(help: "The new name.")
  var newName: String

  func run(in shell: any Shell) async throws -> Output {
    try requireName(newName)
    let backend = try await shell.backend(backend.naming, for: Self.risk)
    try await shell.client.renameBackend(backend.id, to: newName)
    return .sentence("Renamed backend to \(escaped(newName))")
  }
}
