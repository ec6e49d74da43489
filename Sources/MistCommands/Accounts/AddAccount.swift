import ArgumentParser
import MistModel
import MistOutput

struct AddAccount: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "add-account", abstract: "Make a login for people who reach this store over the network.",
    discussion: "The same e-mail address again changes its password.")
  static let risk = Risk.changes
  static let examples = ["add-account ada@example.org", "add-account ada@example.org --password @env:PASSWORD"]

  @Argument(help: "The e-mail address to log in with.")
  var email: String

  @Option(help: "@prompt, @file:PATH, @env:NAME or the password itself.")
  var password = SecretText("@prompt")

  func run(in shell: any Shell) async throws -> Output {
    guard email.contains("@"), !email.contains(where: \.isWhitespace) else {
      throw MistError(.usage, "'\(escaped(email))' is no e-mail address")
    }
    let password = try password.reveal(in: shell.world, question: "Password for \(escaped(email)): ")
    try await shell.client.addAccount(email: email, password: password)
    return .sentence("Added account \(escaped(email))")
  }
}
