import ArgumentParser
import MistModel
import MistOutput

struct ListKeys: Command {
  static let configuration = CommandConfiguration(shellCommand: "list-keys", abstract: "List the keys.")
  static let risk = Risk.reads
  static let examples = ["list-keys", "list-keys --pretty"]

  func run(in shell: any Shell) async throws -> Output {
    let keys = try await shell.client.keys()
    let name = Table.Column("name", "Name", width: 0)
    // The plain form is one name a line, to be read by scripts.
    guard shell.settings.format != .plain else {
      return .table(Table([name], rows: keys.map { [.text($0.name)] }, whenEmpty: "No keys found"))
    }
    return .table(
      Table(
        [name, .init("default", "Is Default", width: 0)],
        rows: keys.map { [.text($0.name), .flag($0.isDefault)] }, whenEmpty: "No keys found"))
  }
}
