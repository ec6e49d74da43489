import ArgumentParser
import MistModel
import MistOutput

struct ListScripts: Command {
  static let configuration = CommandConfiguration(shellCommand: "list-scripts", abstract: "List the scripts.")
  static let risk = Risk.reads
  static let examples = ["list-scripts"]

  func run(in shell: any Shell) async throws -> Output {
    let scripts = try await shell.client.scripts()
    return .table(
      Table(
        [
          .init("name", "Script Name", width: 15), .init("id", "Script ID", width: 35, priority: 9),
          .init("description", "Script Description", width: 50),
        ],
        rows: scripts.map { [.text($0.name), .text($0.id.rawValue), .text($0.description)] },
        whenEmpty: "No scripts found, create some first"))
  }
}
