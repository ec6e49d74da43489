import ArgumentParser
import MistModel
import MistOutput

struct SetDefaultKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "set-default-key", abstract: "Choose the key that is used where none is named.")
  static let risk = Risk.changes
  static let examples = ["set-default-key prod"]

  @OptionGroup var key: KeyChoice

  func run(in shell: any Shell) async throws -> Output {
    let key = try await shell.key(key.naming, for: Self.risk)
    try await shell.client.setDefaultKey(key.id)
    return .sentence("Key \(escaped(key.name)) is the default key")
  }
}
