import ArgumentParser
import MistModel
import MistOutput

struct ListAccounts: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "accounts", abstract: "List the services that you are logged in to.",
    discussion: "use account NAME goes to one; mist-shell --account NAME runs one command there.")
  static let risk = Risk.session
  static let examples = ["accounts", "accounts --pretty"]

  func run(in shell: any Shell) async throws -> Output {
    let (accounts, damaged) = try shell.requireAccounts().list()
    let rows: [[Value]] = accounts.map { account in
      [
        .text(account.name), .text(account.url ?? "embedded"), account.email.map { .text($0) } ?? .none,
        account.dialect.map { .text($0) } ?? .none, .flag(account.name == shell.accountName),
      ]
    }
    let table = Output.table(
      Table(
        [
          .init("name", "Name", width: 20), .init("service", "Service", width: 40), .init("email", "E-mail", width: 30),
          .init("dialect", "Dialect", width: 10, priority: 9), .init("in_use", "In use", width: 6),
        ], rows: rows))
    guard let first = damaged.first else { return table }
    try await shell.show(table)
    guard damaged.count > 1 else { throw first }
    throw MistError(.storage, "\(damaged.count) accounts cannot be read", details: damaged.flatMap(\.lines))
  }
}
