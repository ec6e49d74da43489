import MistModel

/// What is done to a machine: ordered, and asked after until it is done.
extension VCloudDriver {
  /// For what the next step waits for.
  private static let longPatience = Duration.seconds(600)

  /// The ids of machines begin so; those of vApps do not, and what is done to one is done to all in it.
  static func isMachine(_ id: String) -> Bool { id.hasPrefix("vm-") && id.utf8.count > "vm-".utf8.count }

  /// A suspended machine goes on where it was.
  func start(_ machine: MachineID) async throws { try await power("powerOn", machine) }

  /// The system is asked to shut down; one that cannot be asked is switched off.
  func stop(_ machine: MachineID) async throws {
    if try await agrees(to: undeployment("shutdown", machine)) { return }
    try await undeploy(machine)
  }

  /// The same: asked first, then reset.
  func reboot(_ machine: MachineID) async throws {
    if try await agrees(to: powerAction("reboot", machine)) { return }
    try await power("reset", machine)
  }

  /// Whether a system does what it is asked for, or has begun to. One without VMware Tools does not.
  private func agrees(to call: VCloudAPI.Call) async throws -> Bool {
    do {
      let task = try await api.begin(call)
      if case .failed = try await api.outcome(of: task, within: shutdownPatience) { return false }
      return true
    } catch let error as MistError where error.code == .invalid {
      return false
    }
  }

  func pause(_ machine: MachineID) async throws { try await power("suspend", machine) }

  func unpause(_ machine: MachineID) async throws { try await power("powerOn", machine) }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    let id = try id(of: machine)
    let description = try await api.element(.init(.get, "vApp", id), named: "Vm").text("Description")
    let body = VCloudBody.rename(to: name, description: description)
    try await carryOut(.init(.post, "vApp", id, "action", "reconfigureVm", body: body), "rename", machine)
  }

  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let size = try VCloudSize(size)
    let id = try id(of: machine)
    for kind in VCloudHardware.Kind.allCases {
      let path = ["vApp", id, "virtualHardwareSection", kind.name]
      guard let item = VCloudHardware(kind, try await api.element(.init(.get, path), named: "Item")) else {
        throw MistError(
          .failed, "\(account.title): what machine \(machine) tells of its \(kind.name) is not understood")
      }
      guard !item.isAlready(size) else { continue }
      let body = VCloudBody("rasdItem", item.changed(to: size, name: "Item"))
      try await carryOut(.init(.put, path, body: body), "resize", machine, within: Self.longPatience)
    }
  }

  // MARK: - The end of a machine

  /// The machine itself, and its vApp when nothing else is in that.
  func destroy(_ machine: MachineID) async throws {
    let id = try id(of: machine)
    let known = try await api.element(.init(.get, "vApp", id), named: "Vm")
    let vApp = known.children.first { $0.isNamed("Link") && $0.attribute("rel") == "up" }?.entityID
    // Only a vApp that shows this machine can be believed when it shows no other.
    var isAlone = false
    if let vApp { isAlone = try await machines(in: vApp) == [id] }
    if known.attribute("deployed") == "true" { try await undeploy(machine) }
    try await carryOut(.init(.delete, "vApp", id), "destroy", machine, within: Self.longPatience)
    if let vApp, isAlone { try await removeIfEmpty(vApp) }
  }

  /// The machine is gone, which is what was asked for: the provider takes some vApps away by itself, and of some the user
  /// may not.
  private func removeIfEmpty(_ vApp: String) async throws {
    guard try await machines(in: vApp) == [] else { return }
    try await unlessRefused {
      let undeployment = VCloudAPI.Call(.post, "vApp", vApp, "action", "undeploy", body: .undeploy("powerOff"))
      _ = try await api.outcome(of: try await api.begin(undeployment), within: Self.longPatience)
    }
    try await unlessRefused {
      let removal = try await api.begin(.init(.delete, "vApp", vApp))
      _ = try await api.outcome(of: removal, within: Self.changePatience)
    }
  }

  /// The ids of those in a vApp; `nil` for one that may not be read, or is not there.
  private func machines(in vApp: String) async throws -> [String]? {
    var ids: [String]?
    try await unlessRefused {
      ids = try await api.element(.init(.get, "vApp", vApp), named: "VApp").items("Children").map { $0.entityID ?? "" }
    }
    return ids
  }

  private func unlessRefused(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as MistError where [.refused, .notFound, .invalid, .conflict].contains(error.code) {
      // It stays as it is.
    }
  }

  // MARK: - Orders

  private func power(_ action: String, _ machine: MachineID) async throws {
    try await carryOut(powerAction(action, machine), action, machine)
  }

  private func powerAction(_ action: String, _ machine: MachineID) throws -> VCloudAPI.Call {
    VCloudAPI.Call(.post, "vApp", try id(of: machine), "power", "action", action)
  }

  private func undeployment(_ action: String, _ machine: MachineID) throws -> VCloudAPI.Call {
    VCloudAPI.Call(.post, "vApp", try id(of: machine), "action", "undeploy", body: .undeploy(action))
  }

  private func undeploy(_ machine: MachineID) async throws {
    try await carryOut(undeployment("powerOff", machine), "powerOff", machine, within: Self.longPatience)
  }

  /// Orders it and waits until it is done. What takes longer goes on by itself.
  private func carryOut(
    _ call: VCloudAPI.Call, _ what: String, _ machine: MachineID, within limit: Duration = changePatience
  ) async throws {
    try settle(try await api.outcome(of: try await api.begin(call), within: limit), what, machine)
  }

  private func settle(_ outcome: VCloudTask.Outcome, _ what: String, _ machine: MachineID) throws {
    guard case .failed(let words) = outcome else { return }
    throw MistError(
      .failed, "\(account.title): '\(what)' of machine \(machine) ended with an error: \(words)",
      hint: "look at the machine with describe-machine, then try again")
  }

  private func id(of machine: MachineID) throws -> String {
    guard Self.isMachine(machine.rawValue) else {
      throw MistError(.notFound, "no machine '\(machine)' in \(account.title)")
    }
    return machine.rawValue
  }
}
