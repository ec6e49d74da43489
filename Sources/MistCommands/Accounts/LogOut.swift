import ArgumentParser
import MistModel
import MistOutput

struct LogOut: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "logout", abstract: "Forget the session at a service elsewhere.",
    discussion: "Without a name that of the account in use; the shell then goes to local.")
  static let risk = Risk.session
  static let examples = ["logout work"]

  @Argument(help: "The account; that in use if left out.")
  var name: String?

  func run(in shell: any Shell) async throws -> Output {
    let accounts = try shell.requireAccounts()
    guard let name = name ?? shell.accountName, name != ServiceAccount.local else {
      throw MistError(.usage, "no account is in use that could be left", hint: "name one: accounts lists them")
    }
    // First: where the shell may not go, nothing is forgotten.
    if name == shell.accountName { try await shell.go(toAccount: ServiceAccount.local) }
    try accounts.remove(name)
    return .sentence("Logged out of \(escaped(name))")
  }
}
