import ArgumentParser
import MistModel
import MistOutput

struct ListBackends: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-backends", abstract: "List the backends.", aliases: ["list-clouds"])
  static let risk = Risk.reads
  static let examples = ["list-backends", "list-backends --pretty"]

  func run(in shell: any Shell) async throws -> Output {
    let rows: [[Value]] = try await shell.client.backends().map { backend in
      [
        .text(backend.title), .text(backend.id.rawValue), .text(backend.provider.rawValue),
        .text(backend.state.rawValue),
      ]
    }
    return .table(
      Table(
        [
          .init("name", "Name", width: 40), .init("id", "ID", width: 40, priority: 9),
          .init("provider", "Provider", width: 30), .init("state", "State", width: 20),
        ], rows: rows, whenEmpty: "No backends found"))
  }
}
