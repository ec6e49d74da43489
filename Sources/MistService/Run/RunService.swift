import MistModel
import MistSSH

/// Runs one command on many machines at the same time.
struct RunService: Sendable {
  let machines: MachinesService
  let logins: LoginService
  let entrances: Entrances
  let store: Store
  let world: ServiceWorld

  /// Hands over what happens as it happens; each machine ends with exactly one `.finished`.
  func run(
    _ command: String, on references: [MachineReference], forks: Int, timeout: Duration?, by caller: Caller,
    report: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    let (targets, troubles) = try await targets(of: references)
    for (reference, error) in troubles {
      report(.finished(reference, RunResult(duration: 0, error: error)))
    }
    try await note(references, caller)
    let ring = try await logins.keyRing(for: targets.compactMap(\.place))
    let found = await withTaskGroup(of: Associations.Way?.self) { group in
      var waiting = targets[...]
      for target in waiting.prefix(forks) {
        group.addTask { await run(command, at: target, ring: ring, timeout: timeout, report) }
      }
      waiting = waiting.dropFirst(forks)
      var found: [Associations.Way] = []
      for await way in group {
        found += [way].compactMap { $0 }
        guard let target = waiting.popFirst() else { continue }
        group.addTask { await run(command, at: target, ring: ring, timeout: timeout, report) }
      }
      return found
    }
    await logins.associations.remember(found)
  }

  private struct Target: Sendable {
    var machine: Machine
    var entrance: Entrance

    var place: MachinePlace? {
      if case .ssh(let place) = entrance { place } else { nil }
    }
  }

  /// - Returns: the way in, when it was found anew.
  private func run(
    _ command: String, at target: Target, ring: KeyRing, timeout: Duration?,
    _ report: @escaping @Sendable (RunEvent) -> Void
  ) async -> Associations.Way? {
    let (started, reference, name) = (world.uptime(), target.machine.reference, target.machine.name)
    var result = RunResult(duration: 0)
    var found: Associations.Way?
    do {
      switch target.entrance {
      case .ssh(let place):
        let (exit, way) = try await logins.reach(place, ring: ring) { login, _ in
          report(.started(reference))
          return try await logins.engine.run(command, on: login, within: timeout) { stream, bytes in
            report(.wrote(reference, stream == .output ? .output : .errors, bytes))
          }
        }
        found = way
        result.exitStatus = exit.status
        if let signal = exit.signal {
          result.error = MistError(.failed, "\(name): the command was killed by signal \(signal)")
        }
      case .provider(let driver, _):
        report(.started(reference))
        result.exitStatus = try await inTime(timeout, "\(name): the end of the command") {
          try await driver.execute(command, on: reference.machine) { bytes, isError in
            report(.wrote(reference, isError ? .errors : .output, bytes))
          }
        }
      }
    } catch let error as MistError {
      result.error = error
    } catch {
      result.error = MistError(.interrupted, "\(name): interrupted")
    }
    result.duration = world.uptime() - started
    report(.finished(reference, result))
    return found
  }

  private func inTime(
    _ limit: Duration?, _ what: String, _ work: @escaping @Sendable () async throws -> Int
  ) async throws -> Int {
    guard let limit else { return try await work() }
    return try await withDeadline(limit, what, work)
  }

  /// The machines and the ways to them; each backend's listing is read once.
  private func targets(
    of references: [MachineReference]
  ) async throws -> ([Target], [(MachineReference, MistError)]) {
    var found: [Machine] = []
    var troubles: [(MachineReference, MistError)] = []
    var known: [BackendID: [MachineID: Machine]] = [:]
    var seen: Set<MachineReference> = []
    for reference in references where seen.insert(reference).inserted {
      do {
        if known[reference.backend] == nil {
          known[reference.backend] = try await machines.lastListed(reference.backend)
        }
        if let listed = known[reference.backend]?[reference.machine] {
          found.append(listed)
        } else {
          found.append(try await machines.machine(reference))
        }
      } catch let error as MistError {
        troubles.append((reference, error))
      }
    }
    var targets: [Target] = []
    for (machine, entrance) in zip(found, try await entrances.entrances(of: found)) {
      switch entrance {
      case .success(let entrance): targets.append(Target(machine: machine, entrance: entrance))
      case .failure(let error): troubles.append((machine.reference, error))
      }
    }
    return (targets, troubles)
  }

  /// The command itself is not kept: it may hold a secret.
  private func note(_ references: [MachineReference], _ caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      for reference in references {
        try Journal.note(db, at: now, who: caller, "run", "\(reference.backend)/\(reference.machine)")
      }
    }
  }
}
