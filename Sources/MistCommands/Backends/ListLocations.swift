import ArgumentParser
import MistModel
import MistOutput

struct ListLocations: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-locations", abstract: "List where a machine of a backend can be made.")
  static let risk = Risk.reads
  static let examples = ["list-locations --backend DigitalOcean"]

  @OptionGroup var place: BackendOption

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(place.naming, for: Self.risk)
    let rows: [[Value]] = try await shell.client.locations(of: backend.id).map {
      [.text($0.name), .text($0.id.rawValue)]
    }
    return .table(Table([.init("name", "Name", width: 20), .init("id", "ID", width: 20)], rows: rows))
  }
}
