import MistModel
import MistProviders

/// Lists machines and does things to them.
struct MachinesService: Sendable {
  let backends: BackendsService
  let drivers: any DriverMaking
  let listings: Listings
  let tags: Tags
  let store: Store
  let world: ServiceWorld

  /// How long a provider may take to list its machines.
  static let listingDeadline = Duration.seconds(30)

  struct Listing: Sendable {
    var machines: [Machine]
    /// Why the machines are those of an earlier listing, and how many seconds ago that was.
    var trouble: (error: MistError, age: Int)?
  }

  /// The machines of a backend, fresh; when the provider does not answer the last good ones, with the reason.
  ///
  /// Throws the reason when there never was a good listing.
  func list(_ backend: BackendID) async throws -> Listing {
    let record = try await enabledRecord(backend)
    do {
      let machines = try await freshMachines(of: record)
      listings.note(backend, hasAnswered: true)
      return Listing(machines: try await tagged(machines, of: backend))
    } catch let error as MistError where error.code != .interrupted {
      listings.note(backend, hasAnswered: false)
      guard let last = try await listings.last(of: backend) else { throw error }
      let age = Int(max(0, world.now() - last.heardAt))
      return Listing(machines: try await tagged(last.machines, of: backend), trouble: (error, age))
    }
  }

  /// The machines of a backend as last heard of, without asking it; none when it was never heard of.
  func lastListed(_ backend: BackendID) async throws -> [MachineID: Machine] {
    let record = try await enabledRecord(backend)
    let machines = try await listings.last(of: backend)?.machines ?? []
    return Dictionary(machines.map { ($0.id, named($0, of: record)) }, uniquingKeysWith: { first, _ in first })
  }

  /// One machine as last heard of; asks the provider only when it was never heard of.
  func machine(_ reference: MachineReference) async throws -> Machine {
    let record = try await enabledRecord(reference.backend)
    if let known = try await listings.last(of: reference.backend)?.machines.first(where: { $0.id == reference.machine })
    {
      return named(known, of: record)
    }
    guard let machine = try await freshMachines(of: record).first(where: { $0.id == reference.machine }) else {
      throw MistError(
        .notFound, "no machine '\(reference.machine)' in \(record.title)",
        about: .init(.machine, reference.machine.rawValue))
    }
    return machine
  }

  /// One machine as its provider tells of it now; `nil` when it does not list it.
  func freshMachine(_ reference: MachineReference) async throws -> Machine? {
    let record = try await enabledRecord(reference.backend)
    return try await freshMachines(of: record).first { $0.id == reference.machine }
  }

  func perform(
    _ action: MachineAction, on reference: MachineReference, size: SizeID?, newName: String?, by caller: Caller
  ) async throws {
    let machine = try await machine(reference)
    let driver = try await driver(of: reference.backend)
    // Before it is done: an act that nobody can tell of afterwards must still be told of.
    let now = world.now()
    try await store.write { db in
      try Journal.note(db, at: now, who: caller, action.rawValue, "\(reference.backend)/\(reference.machine)")
    }
    do {
      try await carryOut(action, on: machine, by: driver, size: size, newName: newName)
    } catch let error as MistError {
      throw error.naming(machine, in: driver.account.title)
    }
  }

  private func carryOut(
    _ action: MachineAction, on machine: Machine, by driver: any ProviderDriver, size: SizeID?, newName: String?
  ) async throws {
    switch action {
    case .start: try await driver.start(machine.id)
    case .stop: try await driver.stop(machine.id)
    case .reboot: try await driver.reboot(machine.id)
    case .destroy: try await driver.destroy(machine.id)
    case .resize:
      guard let size else { throw MistError.missing("plan_id") }
      try await driver.resize(machine.id, to: size)
    case .rename:
      guard let newName, !newName.isEmpty else {
        throw MistError.missing("new_name")
      }
      try await driver.rename(machine.id, to: newName)
    case .tag:
      throw MistError(.invalid, "'tag' is no action", hint: "POST …/metadata tags a machine")
    }
  }

  func driver(of backend: BackendID) async throws -> any ProviderDriver {
    let record = try await enabledRecord(backend)
    return try drivers.driver(for: record, parameters: try await backends.parameters(of: record))
  }

  private func enabledRecord(_ backend: BackendID) async throws -> BackendRecord {
    let record = try await backends.record(backend)
    guard record.isEnabled else {
      throw MistError(.refused, "backend \(record.title) is disabled", hint: "enable-backend \(record.title)")
    }
    return record
  }

  private func freshMachines(of record: BackendRecord) async throws -> [Machine] {
    let driver = try drivers.driver(for: record, parameters: try await backends.parameters(of: record))
    let machines = try await withDeadline(Self.listingDeadline, "\(record.title): its machines") {
      try await driver.allMachines()
    }
    // A listing that cannot be kept is still a good listing.
    try? await listings.keep(machines, of: record, heardAt: world.now())
    return machines
  }

  private func tagged(_ machines: [Machine], of backend: BackendID) async throws -> [Machine] {
    let tags = try await tags.tags(of: backend)
    return machines.map { machine in
      var machine = machine
      machine.tags += tags[machine.id] ?? []
      return machine
    }
  }

  /// A lone server's machine is called as its backend is called now, not as when it was last listed.
  private func named(_ machine: Machine, of record: BackendRecord) -> Machine {
    guard record.kind == "bare_metal" else { return machine }
    var machine = machine
    machine.name = record.title
    return machine
  }
}
