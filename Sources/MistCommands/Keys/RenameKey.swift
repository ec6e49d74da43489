import ArgumentParser
import MistModel
import MistOutput

struct RenameKey: Command {
  static let configuration = CommandConfiguration(shellCommand: "rename-key", abstract: "Give a key a new name.")
  static let risk = Risk.changes
  static let examples = ["rename-key staging --new-name prod"]

  @OptionGroup var key: KeyChoice

  @Option(help: "The new name.")
  var newName: String

  func run(in shell: any Shell) async throws -> Output {
    try requireName(newName)
    let key = try await chosen(in: shell)
    try await shell.client.renameKey(key.id, to: KeyID(newName))
    return .sentence("Renamed key to \(escaped(newName))")
  }

  /// The original's manual says `rename-key Dummy --name MyKey`: the word alone counts there, unless `--name` is the
  /// name of another key.
  private func chosen(in shell: any Shell) async throws -> Key {
    guard let positional = key.key, let name = key.name, key.id == nil else {
      return try await shell.key(key.naming, for: Self.risk)
    }
    let keys = try await shell.client.keys()
    let key = try NameResolver(keys).resolve(Naming(positional.text)).subject
    guard !keys.contains(where: { $0.id != key.id && $0.name == name.text }) else {
      throw MistError(
        .usage, "'\(escaped(positional.text))' and --name '\(escaped(name.text))' are two different keys",
        hint: "leave --name out")
    }
    return key
  }
}
