import ArgumentParser
import MistModel
import MistOutput

struct Select: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "select", abstract: "Go to a machine or a tag, so that lines need not name it.")
  static let risk = Risk.session
  static let examples = ["select machine db1", "select tag dev"]

  @Argument(help: "machine or tag.")
  var kind: Kind

  @Argument(help: "The machine's name or id; the tag.")
  var name: String

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case machine, tag
  }

  func run(in shell: any Shell) async throws -> Output {
    switch kind {
    case .machine: shell.enter(try await shell.entry(machine: name))
    case .tag: shell.enter(.tag(try TagName(name).tag))
    }
    return .nothing
  }
}
