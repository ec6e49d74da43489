import ArgumentParser
import MistModel
import MistOutput

struct ListNames: Command {
  static let configuration: CommandConfiguration = {
    var configuration = CommandConfiguration(
      shellCommand: "names", abstract: "List the names that completion knows, one a line.",
      discussion: "For bash, zsh and fish. Nothing is asked of the service.")
    configuration.shouldDisplay = false
    return configuration
  }()
  static let risk = Risk.reads
  static let examples = ["names machines", "names machines --ids"]

  @Argument(help: "What is named.")
  var kind: NameKind

  @Flag(help: "The ids in place of the names.")
  var ids = false

  func run(in shell: any Shell) async throws -> Output {
    let known = shell.knownNames
    let names = (ids ? known?.ids(of: kind) : known?.names(of: kind)) ?? []
    return .table(Table([.init("name", "Name", width: 0)], rows: names.map { [.text($0)] }))
  }
}
