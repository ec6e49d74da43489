import ArgumentParser
import MistModel
import MistOutput

struct Use: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "use", abstract: "Go to a backend, a machine, a tag or a key, so that lines need not name it.",
    discussion: """
      It must be there already: nothing is ever made by going to it.
      use account NAME goes to another service: see login and accounts.
      """)
  static let risk = Risk.session
  static let examples = ["use backend Juno", "use key prod", "use account work"]

  @Argument(help: "backend, machine, tag, key or account.")
  var kind: PlaceKind

  @Argument(help: "Its name or id; the tag.")
  var name: String

  func run(in shell: any Shell) async throws -> Output {
    try await shell.go(to: kind, name)
    return .nothing
  }
}

/// What one can be at.
enum PlaceKind: String, ExpressibleByArgument, CaseIterable {
  case backend, machine, tag, key, account
}

extension Shell {
  /// Goes to a place, and says what was left because it does not go together with it.
  func go(to kind: PlaceKind, _ name: String) async throws {
    switch kind {
    case .backend: enter(try await entry(backend: name))
    case .machine: enter(try await entry(machine: name))
    case .tag: enter(.tag(try TagName(name).tag))
    case .key: enter(try await entry(key: name))
    case .account: try await go(toAccount: name)
    }
  }
}
