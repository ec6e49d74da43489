import MistModel

/// What is done to a machine. The cloud takes an order at once and carries it out later; the next one is refused until
/// then, so its end is waited for.
extension OpenStackDriver {
  func start(_ machine: MachineID) async throws {
    try require(.start)
    try await carryOut("os-start", on: machine)
  }

  func stop(_ machine: MachineID) async throws {
    try require(.stop)
    try await carryOut("os-stop", on: machine)
  }

  func reboot(_ machine: MachineID) async throws {
    try await carryOut("reboot", ["type": "SOFT"], on: machine)
  }

  func pause(_ machine: MachineID) async throws {
    try require(.pause)
    try await carryOut("pause", on: machine)
  }

  func unpause(_ machine: MachineID) async throws {
    try require(.pause)
    try await carryOut("unpause", on: machine)
  }

  func destroy(_ machine: MachineID) async throws {
    let addresses = try await floatingAddresses(givenTo: machine)
    try await cloud.done(.init(.delete, .compute, "servers", machine.rawValue))
    for address in addresses { try await giveBack(address) }
  }

  func rename(_ machine: MachineID, to name: String) async throws {
    try await cloud.done(
      .init(.put, .compute, "servers", machine.rawValue, body: ["server": ["name": .string(name)]]))
  }

  /// What takes longer, as a system that is slow to shut down may, goes on by itself.
  private func carryOut(_ action: String, _ details: JSONValue = .null, on machine: MachineID) async throws {
    try await act(on: machine, action, details)
    guard let server = try await settled(machine, within: Self.changePatience, { !$0.isChanging }),
      server.state == .error
    else { return }
    let reason = server.fault?.message.map { ": " + printable($0) } ?? ""
    throw MistError(
      .failed, "\(account.title): \(printable(server.name)) ended in an error\(reason)",
      hint: "look at it with describe-machine, then try again")
  }

  func act(on machine: MachineID, _ action: String, _ details: JSONValue = .null) async throws {
    try await cloud.done(
      .init(.post, .compute, "servers", machine.rawValue, "action", body: .object([action: details])))
  }

  func server(_ machine: MachineID) async throws -> OpenStackServer {
    let answer: OpenStackOneServer = try await cloud.value(.init(.get, .compute, "servers", machine.rawValue))
    return answer.server
  }

  /// Looks again and again until the machine is like this; `nil` when it is not in time.
  func settled(
    _ machine: MachineID, within limit: Duration, _ isSettled: (OpenStackServer) -> Bool
  ) async throws -> OpenStackServer? {
    var pauses = Pauses(from: .milliseconds(100), upTo: .seconds(1), within: limit)
    repeat {
      let server = try await server(machine)
      if isSettled(server) { return server }
    } while try await pauses.next()
    return nil
  }
}
