import MistModel
import MistWire

extension MistClient {
  /// The machines of one backend. `GET /backends/B/machines`.
  ///
  /// When the provider does not answer, the last good listing comes with its age as a trouble; without one
  /// the error is thrown.
  public func machines(of backend: Backend) async throws -> MachineListing {
    let answer = try await request(.get, "/backends/\(backend.id)/machines")
    let machines = try decoded([MachineBody].self, from: answer).map { $0.machine(of: backend.id) }
    guard let trouble = trouble(told: answer, of: backend) else {
      return MachineListing(machines: saw(machines) { .machines($0, of: backend.id) })
    }
    return MachineListing(machines: machines, troubles: [trouble])
  }

  /// Backends that are asked at the same time: few enough for the connections of any transport.
  private static let mostAskedAtOnce = 64

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
    return try await request(.post, path, body: body, answer: ProbeBody.self).probe
  }

  /// `POST /backends/B/machines/M/metadata`.
  public func tag(_ machine: MachineReference, with tag: Tag) async throws {
    _ = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.machine)/metadata", body: TagBody(tag))
    seen(.changed(.machines(of: machine.backend)))
  }

  /// `DELETE /backends/B/machines/M/metadata`.
  public func untag(_ machine: MachineReference, from tag: Tag) async throws {
    _ = try await request(
      .delete, "/backends/\(machine.backend)/machines/\(machine.machine)/metadata", body: TagBody(tag))
    seen(.changed(.machines(of: machine.backend)))
  }

  /// Finds the way in: address, user and key that work now. `POST /backends/B/machines/M/login`.
  public func login(to machine: MachineReference) async throws -> LoginAnswer {
    try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.machine)/login", answer: LoginAnswer.self)
  }

  private func perform(_ action: MachineAction, on machine: MachineReference) async throws {
    _ = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.machine)", body: MachineActionBody(action: action))
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
  fileprivate var concernsTheWholeService: Bool {
    [.serviceUnreachable, .notLoggedIn, .interrupted].contains(code)
  }
}
