import MistModel

/// What is done to a machine: ordered as an action, which is asked after until it ends.
extension DigitalOceanDriver {
  /// The body of an order.
  struct Action: Encodable, Sendable {
    var type: String
    var name: String?
    var size: String?
    /// Whether the disk grows too, which cannot be taken back.
    var disk: Bool?
  }

  private enum Outcome {
    case completed, failed, underWay
  }

  func start(_ machine: MachineID) async throws { try await carryOut(Action(type: "power_on"), on: machine) }

  func reboot(_ machine: MachineID) async throws { try await carryOut(Action(type: "reboot"), on: machine) }

  /// Asks the system to shut down; one that does not is powered off.
  func stop(_ machine: MachineID) async throws {
    let shutdown = try await order(Action(type: "shutdown"), on: machine)
    guard try await outcome(of: shutdown, within: shutdownPatience) != .completed else { return }
    try await carryOut(Action(type: "power_off"), on: machine, within: powerCutPatience)
  }

  func destroy(_ machine: MachineID) async throws { try await api.delete(try path(of: machine)) }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    try await carryOut(Action(type: "rename", name: name), on: machine)
  }

  /// Memory and processors only: so the machine can go back to its old size.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    try await carryOut(Action(type: "resize", size: size.rawValue, disk: false), on: machine)
  }

  /// Orders an action and waits until it is done. What takes longer, as a new size may, goes on by itself.
  private func carryOut(_ action: Action, on machine: MachineID, within limit: Duration = changePatience) async throws {
    let begun = try await order(action, on: machine)
    guard try await outcome(of: begun, within: limit) == .failed else { return }
    throw MistError(
      .failed, "\(account.title): '\(action.type)' of machine \(machine) ended with an error",
      hint: "look at the machine with describe-machine, then try again")
  }

  private func order(_ action: Action, on machine: MachineID) async throws -> DigitalOceanAction {
    let answer: DigitalOceanActionAnswer = try await api.post(try path(of: machine) + "/actions", action)
    return answer.action
  }

  private func outcome(of action: DigitalOceanAction, within limit: Duration) async throws -> Outcome {
    var (action, pauses) = (action, Pauses(within: limit))
    while true {
      switch action.status {
      case "completed": return .completed
      case "errored": return .failed
      default: break
      }
      guard try await pauses.next() else { return .underWay }
      let answer: DigitalOceanActionAnswer = try await api.get("/v2/actions/\(action.id)")
      action = answer.action
    }
  }

  private func path(of machine: MachineID) throws -> String { "/v2/droplets/\(try number(of: machine))" }
}
