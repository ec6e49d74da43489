import MistModel

/// What is done to machines that are there.
extension SoftLayerDriver {
  private struct NewName: Encodable {
    var hostname: String
    var domain: String?
  }

  private enum Power: String {
    case on = "RUNNING"
    case off = "HALTED"
  }

  /// What takes longer goes on by itself.
  func start(_ machine: MachineID) async throws {
    let path = try path(of: machine)
    try await api.order(path + "/powerOn")
    _ = try await has(.on, path, within: Self.changePatience)
  }

  /// Asks the system to shut down; one that does not is powered off.
  func stop(_ machine: MachineID) async throws {
    let path = try path(of: machine)
    try await api.order(path + "/powerOffSoft")
    guard try await !has(.off, path, within: shutdownPatience) else { return }
    try await api.order(path + "/powerOff")
    _ = try await has(.off, path, within: powerCutPatience)
  }

  /// Asks the system first, and cuts the power where it does not hear.
  func reboot(_ machine: MachineID) async throws { try await api.order(try path(of: machine) + "/rebootDefault") }

  func pause(_ machine: MachineID) async throws { try await api.order(try path(of: machine) + "/pause") }

  func unpause(_ machine: MachineID) async throws { try await api.order(try path(of: machine) + "/resume") }

  func destroy(_ machine: MachineID) async throws { try await api.delete(try path(of: machine)) }

  /// The name at the provider; the machine itself keeps its own. Without a domain in the name it stays in its own.
  func rename(_ machine: MachineID, to name: String) async throws {
    let new = try SoftLayerName(name)
    let _: Bool = try await api.send(
      .post, try path(of: machine) + "/editObject",
      NewName(hostname: new.hostname, domain: name.contains(".") ? new.domain : nil))
  }

  /// Looks until the power is like this, or the time is up.
  private func has(_ power: Power, _ path: String, within limit: Duration) async throws -> Bool {
    var pauses = Pauses(within: limit)
    repeat {
      let state: SoftLayerMachine.KeyName = try await api.get(path + "/getPowerState")
      if state.keyName == power.rawValue { return true }
    } while try await pauses.next()
    return false
  }

  private func path(of machine: MachineID) throws -> String { "/SoftLayer_Virtual_Guest/\(try number(of: machine))" }
}
