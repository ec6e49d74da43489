import MistModel

/// What machines that are known by their ids are called: `Juno/db1`.
struct MachineTitles {
  private var titles: [MachineReference: String] = [:]
  /// For services where an id is unique everywhere.
  private var byID: [MachineID: String] = [:]

  /// None where there are no machines; else one request for the backends, one for each that is concerned. What cannot
  /// be listed is told, and keeps its ids.
  init(of machines: [MachineReference], in shell: any Shell) async throws {
    guard !machines.isEmpty else { return }
    let backends = try await shell.client.backends()
    let wanted = Set(machines.map(\.backend))
    let concerned = backends.filter { $0.isEnabled && (wanted.contains($0.id) || wanted.contains("")) }
    let names = Dictionary(backends.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    for machine in try await shell.listing(of: concerned).machines {
      let title = "\(names[machine.backend] ?? machine.backend.rawValue)/\(machine.name)"
      titles[machine.reference] = title
      byID[machine.id] = title
    }
  }

  func title(of machine: MachineReference) -> String {
    guard machine.backend.rawValue.isEmpty else {
      return titles[machine] ?? "\(machine.backend)/\(machine.machine)"
    }
    return byID[machine.machine] ?? machine.machine.rawValue
  }
}
