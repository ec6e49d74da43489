import MistModel

/// What is done to machines. Azure takes an order at once and carries it out over some time, which is waited for.
extension AzureDriver {
  func start(_ machine: MachineID) async throws { try await order("start", machine) }

  /// Gives back the processors and the memory too: a machine that is only switched off is still paid for.
  func stop(_ machine: MachineID) async throws { try await order("deallocate", machine) }

  func reboot(_ machine: MachineID) async throws { try await order("restart", machine) }

  private func order(_ action: String, _ machine: MachineID) async throws {
    let place = try await place(of: machine)
    try await carryOut(
      api.request(.post, place.path + "/" + action, .compute), what: "'\(action)' of machine \(place.name)")
  }

  /// What was made for the machine alone goes with it, as its order says; disks, cards and addresses that its owner
  /// wants to keep stay.
  func destroy(_ machine: MachineID) async throws {
    let place = try await place(of: machine)
    try await carryOut(api.request(.delete, place.path, .compute), what: "'delete' of machine \(place.name)")
  }

  /// A machine that runs is started anew for it.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let place = try await place(of: machine)
    let change: JSONValue = ["properties": ["hardwareProfile": ["vmSize": .string(size.rawValue)]]]
    try await carryOut(
      try api.request(.patch, place.path, .compute, json: change), what: "the new size of machine \(place.name)")
  }

  /// Where the machine is now. That what is there is this machine, and no later one of its name, is looked at each time.
  func place(of machine: MachineID) async throws -> AzureID {
    let machine = MachineID(machine.rawValue.lowercased())
    if let place = kept.place(of: machine),
      let found = try await api.known(place.path, .compute, as: AzureMachine.self), found.machineID == machine
    {
      return place
    }
    let all: [AzureMachine] = try await api.all(Self.machinesPath, .compute, of: "machines")
    kept.remember(all)
    guard let place = all.first(where: { $0.machineID == machine })?.resource else {
      throw MistError(.notFound, "no machine '\(machine)' in \(account.title)", hint: "list-machines shows them")
    }
    return place
  }
}
