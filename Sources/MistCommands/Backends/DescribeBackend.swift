import ArgumentParser
import MistModel
import MistOutput

struct DescribeBackend: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-backend", abstract: "Show one backend, what can be done there, and its machines.",
    aliases: ["describe-cloud"])
  static let risk = Risk.reads
  static let examples = ["describe-backend Juno", "describe-backend --id 4ukW6Juooqa8bTu2YgM4mE8RAsk7"]

  @OptionGroup var backend: BackendChoice

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(backend.naming, for: Self.risk)
    let machines = try await shell.listing(of: [backend]).machines
    return .several([.table(table(of: backend)), .table(table(of: machines))])
  }

  private func table(of backend: Backend) -> Table {
    var columns: [Table.Column] = [
      .init("title", "Title", width: 40), .init("id", "ID", width: 40, priority: 9),
      .init("provider", "Provider", width: 30), .init("state", "State", width: 20),
    ]
    var row: [Value] = [
      .text(backend.title), .text(backend.id.rawValue), .text(backend.provider.rawValue), .text(backend.state.rawValue),
    ]
    // Services elsewhere do not tell.
    if let abilities = backend.abilities {
      columns.append(.init("abilities", "Abilities", width: 40, priority: 8))
      row.append(.list(abilities.names, separator: ", "))
    }
    return Table(columns, rows: [row], isAlwaysPretty: true)
  }

  private func table(of machines: [Machine]) -> Table {
    Table(
      [
        .init("name", "Name", width: 25), .init("id", "ID", width: 60, priority: 9),
        .init("state", "State", width: 10), .init("public_ips", "Public Ips", width: 20),
      ],
      rows: machines.map { machine in
        [
          .text(machine.name), .text(machine.id.rawValue), .text(machine.state.rawValue),
          .list(machine.publicIPs, separator: " -- "),
        ]
      }, isAlwaysPretty: true, heading: "Machines:")
  }
}
