import MistModel

/// The calls about a backend or a machine, for what a listing gave.
extension MistClient {
  /// Images to make machines from; see `images(of:search:)` of its id.
  public func images(of backend: Backend, search: String? = nil) async throws -> [Image] {
    try await images(of: backend.id, search: search)
  }

  /// How big machines can be made there.
  public func sizes(of backend: Backend) async throws -> [Size] { try await sizes(of: backend.id) }

  /// Where machines can be made.
  public func locations(of backend: Backend) async throws -> [Location] { try await locations(of: backend.id) }

  /// What machines can be attached to; public networks first.
  public func networks(of backend: Backend) async throws -> [Network] { try await networks(of: backend.id) }

  /// A title that is taken is a `.conflict`.
  public func rename(_ backend: Backend, to title: String) async throws {
    try await renameBackend(backend.id, to: title)
  }

  /// Forgets a backend and its credentials; its machines are left alone.
  public func delete(_ backend: Backend) async throws { try await deleteBackend(backend.id) }
}

extension MistClient {
  /// Where its provider can, see `Machine.actions`.
  public func start(_ machine: Machine) async throws { try await start(machine.reference) }

  /// Its disks are kept.
  public func stop(_ machine: Machine) async throws { try await stop(machine.reference) }

  /// Without waiting until it is back.
  public func reboot(_ machine: Machine) async throws { try await reboot(machine.reference) }

  /// Destroys a machine and what is on it.
  public func destroy(_ machine: Machine) async throws { try await destroy(machine.reference) }

  /// Looks at a machine over SSH and ping; a look that failed is told in `Probe.trouble`.
  public func probe(_ machine: Machine) async throws -> Probe { try await probe(machine.reference) }

  /// A tag that it has already is no error.
  public func tag(_ machine: Machine, with tag: Tag) async throws { try await self.tag(machine.reference, with: tag) }

  /// Takes a tag away.
  public func untag(_ machine: Machine, from tag: Tag) async throws {
    try await untag(machine.reference, from: tag)
  }

  /// Puts a key on a machine, at its first address, over a login that works already; when it does not open the machine
  /// then, that is an error and nothing is left behind.
  public func associate(_ key: Key, with machine: Machine, user: String? = nil, port: Int? = nil) async throws {
    try await associate(key.id, with: machine.reference, host: try machine.address, user: user, port: port)
  }

  /// Takes a key off a machine, at its first address.
  public func disassociate(_ key: Key, from machine: Machine) async throws {
    try await disassociate(key.id, from: machine.reference, host: try machine.address)
  }

  /// The metrics of a machine: those that are measured, and those that could be.
  public func availableMetrics(of machine: Machine) async throws -> [Metric] {
    try await availableMetrics(of: machine.reference)
  }

  /// Shows a metric with the machine's others; one that is not measured yet is measured from then on.
  public func addMetric(_ id: String, to machine: Machine) async throws {
    try await addMetric(id, to: machine.reference)
  }

  /// Shows a metric no longer.
  public func removeMetric(_ id: String, from machine: Machine) async throws {
    try await removeMetric(id, from: machine.reference)
  }

  /// What was measured between two times, in seconds since 1970.
  public func stats(
    of machine: Machine, _ metrics: [String] = [], from start: Int, to stop: Int, step: Int = 10
  ) async throws -> [Series] {
    try await stats(of: machine.reference, metrics, from: start, to: stop, step: step)
  }

  /// Runs a command on machines at the same time; see `run` of their references.
  public func run(
    _ command: String, on machines: [Machine], forks: Int = 32, timeout: Double? = nil
  ) async throws -> AsyncThrowingStream<RunEvent, any Error> {
    try await run(command, on: machines.map(\.reference), forks: forks, timeout: timeout)
  }
}

extension Machine {
  /// Where it is reached.
  var address: String {
    get throws {
      guard let address = publicIPs.first ?? privateIPs.first else {
        throw MistError(.invalid, "\(name) has no address")
      }
      return address
    }
  }
}
