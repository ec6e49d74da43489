import MistModel
import MistOutput

extension Table {
  /// Machines as `list-machines` shows them.
  init(machines: [Machine], backends: [Backend]) {
    let titles = Dictionary(backends.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    // The original showed no others. Where they are all that there is, people need them too.
    let areNeeded = machines.contains { $0.publicIPs.isEmpty && !$0.privateIPs.isEmpty }
    self.init(
      [
        Column("name", "Name", width: 25), Column("id", "ID", width: 60, priority: 9),
        Column("state", "State", width: 10), Column("public_ips", "Public Ips", width: 20),
        Column("backend", "Backend Title", width: 30), Column("tags", "Tags", width: 20),
        Column("private_ips", "Private Ips", width: 20, priority: 4, isForPrograms: !areNeeded),
      ],
      rows: machines.map { machine in
        [
          .text(machine.name), .text(machine.id.rawValue), .text(machine.state.rawValue),
          .list(machine.publicIPs, separator: " -- "),
          .text(titles[machine.backend] ?? machine.backend.rawValue),
          .list(machine.tags.map(\.description), separator: ","), .list(machine.privateIPs, separator: " -- "),
        ]
      })
  }
}
