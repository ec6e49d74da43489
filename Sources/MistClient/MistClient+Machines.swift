import MistModel
import MistWire

extension MistClient {
  /// The machines of one backend. `GET /backends/B/machines`.
  ///
  /// When the provider does not answer, the last good listing comes with its age as a trouble; without one
  /// the error is thrown.
  public func machines(of backend: Backend) async throws -> MachineListing {
    let dialect = try await dialect()
    let answer = try await request(.get, "/backends/\(backend.id)/machines")
    let machines = try understood(answer) { try dialect.machines(in: $0, of: backend.id) }
    guard let trouble = trouble(told: answer, of: backend) else {
      return MachineListing(machines: saw(machines) { .machines($0, of: backend.id) })
    }
    return MachineListing(machines: machines, troubles: [trouble])
  }

  /// Backends that are asked at the same time: few enough for the connections of any transport.
  static let mostAskedAtOnce = 64

  /// The machines of several backends, asked at the same time; one that fails is told beside the others' machines
  /// and fails nothing else. One request a backend; backends that are not enabled are left out.
  ///
  /// - Parameter backends: `nil` for all (one more request).
  public func machines(of backends: [Backend]? = nil) async throws -> MachineListing {
    let asked: [Backend]
    if let backends {
      asked = backends
    } else {
      asked = try await self.backends()
    }
    let enabled = asked.filter(\.isEnabled)
    let listings = try await withThrowingTaskGroup(of: (Int, MachineListing).self) { group in
      var waiting = enabled.enumerated().makeIterator()
      func askNext() {
        guard let (position, backend) = waiting.next() else { return }
        group.addTask { (position, try await listing(of: backend)) }
      }
      for _ in 0..<Self.mostAskedAtOnce { askNext() }
      var byPosition: [Int: MachineListing] = [:]
      for try await (position, listing) in group {
        byPosition[position] = listing
        askNext()
      }
      return byPosition
    }
    var all = MachineListing()
    for position in enabled.indices {
      guard let listing = listings[position] else { continue }
      all.machines += listing.machines
      all.troubles += listing.troubles
    }
    return all
  }

  /// `POST /backends/B/machines/M` with the action `start`.
  public func start(_ machine: MachineReference) async throws {
    try await perform(.start, on: machine)
  }

  /// `POST /backends/B/machines/M` with the action `stop`.
  public func stop(_ machine: MachineReference) async throws {
    try await perform(.stop, on: machine)
  }

  /// `POST /backends/B/machines/M` with the action `reboot`.
  public func reboot(_ machine: MachineReference) async throws {
    try await perform(.reboot, on: machine)
  }

  /// Destroys a machine and what is on it. `POST /backends/B/machines/M` with the action `destroy`.
  public func destroy(_ machine: MachineReference) async throws {
    try await perform(.destroy, on: machine)
  }

  /// The last lines that the machine's main program wrote, where its provider keeps them.
  /// `GET /backends/B/machines/M/logs`, a route that only this program's services have.
  ///
  /// - Parameter count: 1 to 10,000.
  public func logs(of machine: MachineReference, last count: Int) async throws -> [LogLine] {
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/logs"
    return try await request(.get, path, body: ["lines": count], answer: [LogLineBody].self).map(\.line)
  }

  /// Looks at a machine over SSH and ping. `POST /backends/B/machines/M/probe`.
  ///
  /// - Parameters:
  ///   - host: where to look; `nil` for the machine's own address.
  ///   - key: the key to log in with; `nil` for those associated, then the default one.
  public func probe(
    _ machine: MachineReference, host: String? = nil, key: KeyID? = nil, user: String? = nil
  ) async throws -> Probe {
    let body = ProbeRequestBody(host: host, key: key, user: user)
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/probe"
    let dialect = try await dialect()
    return try understood(try await request(.post, path, body: body)) { try dialect.probe(in: $0) }
  }

  /// `POST /backends/B/machines/M/metadata`; at the Mist of today after a listing of its machines.
  public func tag(_ machine: MachineReference, with tag: Tag) async throws {
    _ = try await request(try await dialect().tag(try await listed(machine), with: tag))
    seen(.changed(.machines(of: machine.backend)))
  }

  /// `DELETE /backends/B/machines/M/metadata`; at the Mist of today after a listing of its machines.
  public func untag(_ machine: MachineReference, from tag: Tag) async throws {
    _ = try await request(try await dialect().untag(try await listed(machine), from: tag))
    seen(.changed(.machines(of: machine.backend)))
  }

  /// The machine with the id of its provider, where the dialect tags by that.
  private func listed(_ machine: MachineReference) async throws -> ListedMachine {
    guard try await dialect().needsListingToTag else { return ListedMachine(machine) }
    let path: WirePath = "/backends/\(machine.backend)/machines"
    let bodies = try await request(.get, path, answer: [TodaysMachineBody].self)
    // It says OK to what it does not find, so that must be said here.
    guard let body = bodies.first(where: { $0.id == machine.machine }) else {
      throw MistError(.notFound, "no machine with the id \(machine.machine) at \(place)")
    }
    return ListedMachine(machine, idAtProvider: body.external_id)
  }

  /// Finds the way in: address, user and key that work now. `POST /backends/B/machines/M/login`.
  public func login(to machine: MachineReference) async throws -> LoginAnswer {
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/login"
    return try decoded(
      LoginAnswer.self, from: try await request(ofOurs: .post, path, what: "find the way into machines"))
  }

  /// Opens a shell at a machine that its provider lets in without SSH, as a container, for as long as the work takes. With
  /// the embedded service only: services elsewhere have no route for it.
  ///
  /// - Returns: the exit status of the shell there; `nil` where SSH is the way in, or the service is elsewhere: nothing was
  ///   done then.
  public func openTerminal(
    on machine: MachineReference, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int? {
    try await (transport.unheard as? any TerminalTransport)?.openTerminal(on: machine, kind, work)
  }

  /// Returns when it is done. What the service goes on with as a job is waited for: requests that ask after it.
  private func perform(_ action: MachineAction, on machine: MachineReference) async throws {
    let answer = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.machine)", body: MachineActionBody(action: action))
    if let job = jobGoingOn(answer, "'\(action.rawValue)' of \(machine.machine)") {
      try await end(of: job, step: action.rawValue, loggedAs: "\(action.rawValue)_finished")
    }
    seen(.changed(.machines(of: machine.backend)))
  }

  private func listing(of backend: Backend) async throws -> MachineListing {
    do {
      return try await machines(of: backend)
    } catch let error as MistError where !error.concernsTheWholeService {
      return MachineListing(troubles: [.init(backend: backend, error: error)])
    }
  }

  private func trouble(told answer: WireAnswer, of backend: Backend) -> MachineListing.Trouble? {
    guard let text = answer.headers[WireHeader.listingTrouble].flatMap({ percentDecoded($0) }),
      let body = try? WireJSON.value(ErrorBody.self, from: Array(text.utf8))
    else { return nil }
    return .init(
      backend: backend, error: body.error, ageOfListing: answer.headers[WireHeader.listingAge].flatMap { Int($0) })
  }
}

extension MistError {
  /// Such an error would come from every other backend too, or must not be swallowed.
  var concernsTheWholeService: Bool {
    [.serviceUnreachable, .notLoggedIn, .interrupted].contains(code)
  }
}
