import MistModel

/// What is done to a machine: each order begins an operation, which is asked after until it ends.
extension GCEDriver {
  private struct NewName: Encodable {
    var name: String
    var currentName: String
  }

  private struct NewSize: Encodable {
    var machineType: String
  }

  /// What must be known of a machine before it can be told what to do.
  private struct Standing: Decodable {
    var name: String
    var status: String
  }

  /// A machine that was suspended goes on where it was.
  func start(_ machine: MachineID) async throws {
    do {
      try await carryOut("start", on: machine)
    } catch let error as MistError where [.invalid, .conflict, .failed].contains(error.code) {
      guard try await standing(of: machine).status == "SUSPENDED" else { throw error }
      try await carryOut("resume", on: machine)
    }
  }

  /// Asks the system to shut down; Google switches off one that does not.
  func stop(_ machine: MachineID) async throws { try await carryOut("stop", on: machine) }

  /// Without asking the system: Google has no other way.
  func reboot(_ machine: MachineID) async throws { try await carryOut("reset", on: machine) }

  func destroy(_ machine: MachineID) async throws {
    let path = try await path(of: machine)
    try await finish(try await api.delete(path), at: path, of: machine)
  }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    let standing = try await standing(of: machine)
    guard ["TERMINATED", "STOPPED"].contains(standing.status) else {
      throw MistError(
        .conflict, "\(account.title): a machine keeps its name while it runs, and \(standing.name) does",
        hint: "stop it, then rename it")
    }
    let path = try await path(of: machine)
    let begun = try await api.post(path + ["setName"], NewName(name: name, currentName: standing.name))
    try await finish(begun, at: path, of: machine)
  }

  func resize(_ machine: MachineID, to size: SizeID) async throws {
    let path = try await path(of: machine)
    let begun = try await api.post(
      path + ["setMachineType"], NewSize(machineType: "zones/\(path[1])/machineTypes/\(size)"))
    try await finish(begun, at: path, of: machine)
  }

  private func carryOut(_ word: String, on machine: MachineID) async throws {
    let path = try await path(of: machine)
    try await finish(try await api.post(path + [word]), at: path, of: machine)
  }

  private func standing(of machine: MachineID) async throws -> Standing {
    try await api.get(try await path(of: machine), [("fields", "name,status")])
  }

  /// What takes longer, as a system that is slow to shut down may, goes on by itself.
  private func finish(_ operation: GCEOperation, at path: GCEAPI.Path, of machine: MachineID) async throws {
    _ = try await isDone(operation, in: path[1], within: Self.changePatience, what: "machine \(machine)")
  }

  /// Asks after an operation until it ends.
  ///
  /// - Returns: `false` when it is still under way.
  /// - Throws: what it ended with.
  func isDone(
    _ operation: GCEOperation, in zone: String, within limit: Duration, what: String
  ) async throws -> Bool {
    var (operation, pauses) = (operation, Pauses(from: firstPause, within: limit))
    while operation.status != "DONE" {
      guard try await pauses.next() else { return false }
      operation = try await api.get(
        ["zones", zone, "operations", operation.name], [("fields", GCEOperation.fields)])
    }
    guard let error = operation.error(said: "\(account.title): \(what)") else { return true }
    throw error
  }

  /// The zone and the number: under a name there may be another machine by now.
  private func path(of machine: MachineID) async throws -> GCEAPI.Path {
    let unknown = MistError(.notFound, "no machine '\(machine)' in \(account.title)")
    guard let number = UInt64(machine.rawValue), number > 0, String(number) == machine.rawValue else { throw unknown }
    if let zone = zones[machine] { return ["zones", zone, "instances", machine.rawValue] }
    let pages = try await everyPage(of: "machines", in: account.title) { token in
      let page = try await api.page(
        of: GCEMachines.self, ["aggregated", "instances"], [("filter", "id = \(number)")], at: token)
      return Page([page], next: page.page.next)
    }
    for page in pages { zones.learn(page.elements) }
    guard let zone = zones[machine] else {
      throw pages.lazy.compactMap(\.silentZone).first.map { silent($0) } ?? unknown
    }
    return ["zones", zone, "instances", machine.rawValue]
  }
}

extension GCEOperation {
  /// What it ended with, in our words with Google's behind them; `nil` when that was well.
  fileprivate func error(said subject: String) -> MistError? {
    guard error != nil else { return nil }
    let told = reasons.compactMap { $0.message ?? $0.code }.map { printable($0) }.joined(separator: "; ")
    let summary = subject + ": " + (told.isEmpty ? "it ended with an error" : told)
    let codes = reasons.compactMap(\.code)
    if codes.contains(where: { $0.hasPrefix("ZONE_RESOURCE_POOL_EXHAUSTED") }) {
      return MistError(.failed, summary, hint: "take another location or size, or try again later")
    }
    if codes.contains(where: { $0.contains("QUOTA") }) {
      return MistError(.refused, summary, hint: "take another location or size, or ask for more in Google's console")
    }
    return MistError(codes.contains("RESOURCE_ALREADY_EXISTS") ? .conflict : .failed, summary)
  }
}
