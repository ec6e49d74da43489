import MistModel

extension LibvirtDriver {
  /// What is paused or sleeps goes on; what runs stays as it is.
  func start(_ machine: MachineID) async throws {
    try await hypervisor.answer(to: .start(try domainID(machine)))
  }

  /// The system inside is asked to shut down; one that does not within the grace loses its power.
  func stop(_ machine: MachineID) async throws {
    try await hypervisor.answer(to: .stop(try domainID(machine), grace: grace), within: .seconds(grace + 30))
  }

  /// The hypervisor too, by SSH, as root.
  func reboot(_ machine: MachineID) async throws {
    guard machine == hostID else {
      try await hypervisor.answer(to: .command("reboot", try domainID(machine)))
      return
    }
    guard hypervisor.way != .ownComputer, hypervisor.way != .tcp else {
      throw MistError(
        .refused, "\(account.title): without a key nobody logs in to \(hypervisor.host) to reboot it",
        hint: "add it with --libvirt-key")
    }
    guard let status = try await account.remote.runAsRoot("shutdown -r now", on: machine), status != 0 else { return }
    throw MistError(
      .failed, "\(hypervisor.host) did not reboot: shutdown ended with status \(status)",
      hint: "log in with 'ssh \(hypervisor.host)' and see why")
  }

  /// Takes the machine away with the disks that `create` made for it. Disks that others made stay, and so does one that
  /// another machine uses.
  func destroy(_ machine: MachineID) async throws {
    let domain = try await domain(machine)
    try await hypervisor.answer(to: .destroy(domain.id, disks: domain.ownDisks), within: .seconds(60))
  }

  /// Of a machine that is switched off: libvirt renames no other.
  func rename(_ machine: MachineID, to name: String) async throws {
    let id = try domainID(machine)
    try Self.check(name)
    do {
      try await hypervisor.answer(to: .command("domrename --domain", id, "--new-name \(shellWord(name))"))
    } catch let error as MistError where error.code == .conflict {
      throw MistError(.conflict, error.summary, hint: "a machine is renamed while it is stopped")
    }
  }

  /// CPUs and memory of a machine that is switched off; its disk stays as it is.
  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let id = try domainID(machine)
    do {
      try await hypervisor.answer(to: .resize(id, to: try LibvirtSize(size)))
    } catch let error as MistError where error.code == .conflict {
      throw MistError(.conflict, error.summary, hint: "a machine is resized while it is stopped")
    }
  }

  func pause(_ machine: MachineID) async throws {
    try await hypervisor.answer(to: .command("suspend", try domainID(machine)))
  }

  func unpause(_ machine: MachineID) async throws {
    try await hypervisor.answer(to: .command("resume", try domainID(machine)))
  }

  /// - Throws: `.invalid` for what libvirt takes for no name.
  static func check(_ name: String) throws {
    guard !name.isEmpty, name.utf8.count <= 200, !name.contains("/"), !name.hasPrefix("."),
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw MistError(
        .invalid, "'\(printable(name))' cannot be the name of a machine of libvirt",
        hint: "up to 200 characters, no '/', no '.' in front")
    }
  }
}
