import ArgumentParser
import MistModel
import MistOutput

struct ListNetworks: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-networks", abstract: "List the networks of a backend, public ones first.")
  static let risk = Risk.reads
  static let examples = ["list-networks --backend Juno"]

  @OptionGroup var place: BackendOption

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(place.naming, for: Self.risk)
    let networks = try await shell.client.networks(of: backend.id)
    return .table(
      Table(
        [
          .init("name", "Name", width: 20), .init("id", "ID", width: 40, priority: 9),
          .init("status", "Status", width: 15),
        ],
        rows: networks.map { [.text($0.name), .text($0.id.rawValue), .text($0.status)] },
        whenEmpty: "No networks found"))
  }
}
