import ArgumentParser
import MistModel
import MistOutput

struct Select: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "select", abstract: "Go to a machine or a tag, so that lines need not name it; as use does.")
  static let risk = Risk.session
  static let examples = ["select machine db1", "select tag dev"]

  @Argument(help: "machine, tag, backend, key or account.")
  var kind: PlaceKind

  @Argument(help: "Its name or id; the tag.")
  var name: String

  func run(in shell: any Shell) async throws -> Output {
    try await shell.go(to: kind, name)
    return .nothing
  }
}
