import ArgumentParser
import MistModel
import MistOutput

struct LogIn: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "login", abstract: "Log in to a Mist service elsewhere and keep the session under a name.",
    discussion: """
      Kept is the token that the service gives, sealed, and never the password. use account NAME goes there.
      The same name again replaces the session; without --url it is renewed where it is.
      """)
  static let risk = Risk.session
  static let examples = [
    "login --url https://mist.example.org --email ann@example.org --name work",
    "login --url https://mist.example.org --token @env:MIST_TOKEN --name work",
  ]

  @Option(help: "Where the service is: https://HOST.")
  var url: String?

  @Option(help: "The e-mail address to log in with.")
  var email: String?

  @Option(help: "@prompt, @file:PATH, @env:NAME or the password itself.")
  var password: SecretText?

  @Option(help: "A token of the service in place of e-mail and password: @prompt, @file:PATH, @env:NAME or itself.")
  var token: SecretText?

  @Option(help: "What to call the account; its host if left out.")
  var name: String?

  @Option(
    name: .customLong("ca"), help: "A PEM file with the authorities to trust in place of the system's.",
    completion: .file())
  var authorities: String?

  func run(in shell: any Shell) async throws -> Output {
    let accounts = try shell.requireAccounts()
    guard token == nil || (email == nil && password == nil) else {
      throw MistError(.usage, "--token stands in place of --email and --password", hint: "leave one of them out")
    }
    let known = name.flatMap { name in accounts.list().accounts.first { $0.name == name } }
    guard let url = url ?? known?.url else {
      throw MistError(.usage, "login needs the service", hint: "say --url https://HOST")
    }
    let name = name ?? Self.host(of: url)
    guard name != ServiceAccount.local else {
      throw MistError(.usage, "local is the embedded service, which needs no login", hint: "choose another --name")
    }
    guard Self.isName(name) else {
      throw MistError(.usage, "'\(escaped(name))' is no name for an account", hint: "letters, digits, '.', '_' and '-'")
    }
    guard name != shell.accountName || shell.recording?.isOn != true else {
      throw MistError(
        .refused, "account \(name) is in use, and a recording is of one service alone", hint: "record off")
    }
    let proof = try proof(of: known, at: url, in: shell.world)
    let account = try await accounts.add(
      NewLogin(name: name, url: url, proof: proof, authorities: authorities.map(shell.world.resolved)))
    // The prompt says that name: the next line must not go to where it was before.
    if name == shell.accountName { try await shell.go(toAccount: name) }
    let who = account.email.map { " as \(escaped($0))" } ?? ""
    return .sentence("Logged in to \(escaped(url))\(who): account \(escaped(account.name))")
  }

  private func proof(of known: ServiceAccount?, at url: String, in world: World) throws -> NewLogin.Proof {
    if let token { return .token(try token.reveal(in: world, question: "Token for \(escaped(url)): ")) }
    guard let email = email ?? known?.email ?? (world.inputIsTerminal ? world.ask("Email: ") : nil), !email.isEmpty
    else {
      throw MistError(.usage, "login needs an e-mail address or a token", hint: "say --email or --token")
    }
    let password = try (password ?? SecretText("@prompt"))
      .reveal(in: world, question: "Password of \(escaped(email)) at \(escaped(url)): ")
    return .password(email: email, password)
  }

  private static func host(of url: String) -> String {
    let rest = url.after("://").map { $0[...] } ?? url[...]
    return String(rest.prefix { !"/:?#".contains($0) })
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.hasPrefix("-") && name.utf8.count <= 64
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }
}
