import ArgumentParser
import MistModel
import MistOutput

struct AddKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-key", abstract: "Keep an SSH key, from a file or made now.")
  static let risk = Risk.changes
  static let examples = ["add-key --name prod --key-path ~/.ssh/id_ed25519", "add-key --name prod --auto-generate"]

  @Option(name: [.customLong("name"), .customLong("key-name")], help: "What the key will be called.")
  var name: String

  @Option(help: "The file with the private key.")
  var keyPath: FilePath?

  @Flag(help: "Make a new key.")
  var autoGenerate = false

  @Option(help: "Of a key made now: \(KeyKind.allCases.map(\.rawValue).joined(separator: " or ")).")
  var type: KeyKind?

  @Option(help: "Opens an encrypted private key: @prompt, @file:PATH, @env:NAME or the passphrase itself.")
  var passphrase: SecretText?

  func run(in shell: any Shell) async throws -> Output {
    try requireName(name)
    let privateKey: String
    switch (keyPath, autoGenerate) {
    case (let path?, false):
      guard type == nil else { throw MistError(.usage, "--type is for --auto-generate only") }
      privateKey = try shell.world.text(ofFile: path.text)
    case (nil, true):
      privateKey = try await shell.client.generateKey(type ?? .ed25519)
    default:
      throw MistError(.usage, "add-key needs --key-path FILE or --auto-generate, and not both")
    }
    try await add(privateKey, in: shell)
    return .sentence("Added key \(escaped(name))")
  }

  private func add(_ privateKey: String, in shell: any Shell) async throws {
    let question = "Passphrase of key \(escaped(name)): "
    let passphrase = try passphrase?.reveal(in: shell.world, question: question)
    do {
      try await shell.client.addKey(KeyID(name), privateKey: privateKey, passphrase: passphrase)
    } catch let error as MistError where error.code == .passphraseNeeded && passphrase == nil {
      guard shell.world.inputIsTerminal else {
        throw MistError(
          error.code, "the private key of \(escaped(name)) is encrypted",
          hint: "say --passphrase @file:PATH or @env:NAME")
      }
      let typed = try SecretText("@prompt").reveal(in: shell.world, question: question)
      try await shell.client.addKey(KeyID(name), privateKey: privateKey, passphrase: typed)
    }
  }
}

extension KeyKind: ExpressibleByArgument {}
