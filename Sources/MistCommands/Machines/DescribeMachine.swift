import ArgumentParser
import MistModel
import MistOutput

struct DescribeMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-machine", abstract: "Show one machine in full.")
  static let risk = Risk.reads
  static let examples = ["describe-machine db1", "describe-machine --id i-0ff3"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    var table = Table(machines: [machine.machine], backends: [machine.backend])
    table.isAlwaysPretty = true
    if !machine.machine.privateIPs.isEmpty { table.showAllColumns() }
    // A service that does not tell what it monitors describes its machines all the same.
    if let monitored = (try? await shell.client.monitoring())?.machine(machine.reference) {
      table.add(monitored, now: shell.world.now(), isForPrograms: shell.settings.format.isForPrograms)
    }
    return .table(table)
  }
}

extension Table {
  /// What measures the machine of the only row, and how new its values are.
  fileprivate mutating func add(_ monitored: MonitoredMachine, now: Double, isForPrograms: Bool) {
    // Before tags and the like: how fresh the values are is what is asked for.
    columns += [
      Column("monitoring", "Monitoring", width: 12, priority: 2), Column("sampled", "Sampled", width: 12, priority: 2),
    ]
    let method = [monitored.method ?? "enabled", monitored.trouble].compactMap { $0 }.joined(separator: ": ")
    let age = monitored.newest.map { Value.text("\(ageText(seconds: Int(max(0, min(now - $0, 1e9))))) ago") }
    let time = monitored.newest.map { Value.number($0) }
    for row in rows.indices {
      rows[row] += [.text(method), isForPrograms ? time ?? .none : age ?? .text("not yet")]
    }
  }
}
