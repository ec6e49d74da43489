import ArgumentParser
import MistModel
import MistOutput

struct Use: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "use", abstract: "Go to a backend or a key, so that lines need not name it.",
    discussion: "It must be there already: nothing is ever made by going to it.")
  static let risk = Risk.session
  static let examples = ["use backend Juno", "use key prod"]

  @Argument(help: "backend or key.")
  var kind: Kind

  @Argument(help: "Its name or id.")
  var name: String

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case backend, key
  }

  func run(in shell: any Shell) async throws -> Output {
    switch kind {
    case .backend: shell.enter(try await shell.entry(backend: name))
    case .key: shell.enter(try await shell.entry(key: name))
    }
    return .nothing
  }
}
