import MistModel

/// Opens shells at machines that their provider lets in, for who works on the store itself.
struct TerminalService: Sendable {
  let machines: MachinesService
  let entrances: Entrances
  let store: Store
  let world: ServiceWorld

  /// - Returns: the shell's exit status; `nil` where the way in is SSH, and nothing was done.
  func open(
    on reference: MachineReference, _ kind: MachineTerminal.Kind, by caller: Caller,
    _ work: @escaping MachineTerminal.Work
  ) async throws -> Int? {
    let machine = try await machines.machine(reference)
    guard case .provider(let driver, _) = try await entrances.entrance(of: machine) else { return nil }
    let now = world.now()
    try await store.write { db in
      try Journal.note(db, at: now, who: caller, "ssh", "\(reference.backend)/\(reference.machine)")
    }
    return try await driver.openTerminal(on: machine.id, kind, work)
  }
}

extension MistService {
  /// A shell at a machine that its provider lets in without SSH, such as a container; for whoever starts this service in
  /// its own process. There is no route for it: bytes go both ways at once.
  ///
  /// - Returns: the shell's exit status; `nil` where the way in is SSH, and nothing was done.
  public func openTerminal(
    on machine: MachineReference, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int? {
    try await services.terminals.open(on: machine, kind, by: .owner, work)
  }
}
