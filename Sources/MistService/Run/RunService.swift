import MistModel
import MistSSH

/// Runs one command on many machines at the same time.
struct RunService: Sendable {
  let machines: MachinesService
  let logins: LoginService
  let store: Store
  let world: ServiceWorld

  /// Hands over what happens as it happens; each machine ends with exactly one `.finished`.
  func run(
    _ command: String, on references: [MachineReference], forks: Int, timeout: Duration?, by caller: Caller,
    report: @escaping @Sendable (RunEvent) -> Void
  ) async throws {
    let (places, troubles) = try await places(of: references)
    for (reference, error) in troubles {
      report(.finished(reference, RunResult(duration: 0, error: error)))
    }
    try await note(references, caller)
    let ring = try await logins.keyRing(for: places)
    let found = await withTaskGroup(of: Associations.Way?.self) { group in
      var waiting = places[...]
      for place in waiting.prefix(forks) {
        group.addTask { await run(command, at: place, ring: ring, timeout: timeout, report) }
      }
      waiting = waiting.dropFirst(forks)
      var found: [Associations.Way] = []
      for await way in group {
        found += [way].compactMap { $0 }
        guard let place = waiting.popFirst() else { continue }
        group.addTask { await run(command, at: place, ring: ring, timeout: timeout, report) }
      }
      return found
    }
    await logins.associations.remember(found)
  }

  /// - Returns: the way in, when it was found anew.
  private func run(
    _ command: String, at place: MachinePlace, ring: KeyRing, timeout: Duration?,
    _ report: @escaping @Sendable (RunEvent) -> Void
  ) async -> Associations.Way? {
    let started = world.uptime()
    var result = RunResult(duration: 0)
    var found: Associations.Way?
    do {
      let (exit, way) = try await logins.reach(place, ring: ring) { login, _ in
        report(.started(place.reference))
        return try await logins.engine.run(command, on: login, within: timeout) { stream, bytes in
          report(.wrote(place.reference, stream == .output ? .output : .errors, bytes))
        }
      }
      found = way
      result.exitStatus = exit.status
      if let signal = exit.signal {
        result.error = MistError(.failed, "\(place.name): the command was killed by signal \(signal)")
      }
    } catch let error as MistError {
      result.error = error
    } catch {
      result.error = MistError(.interrupted, "\(place.name): interrupted")
    }
    result.duration = world.uptime() - started
    report(.finished(place.reference, result))
    return found
  }

  /// Where the machines are; each backend's listing is read once.
  private func places(
    of references: [MachineReference]
  ) async throws -> ([MachinePlace], [(MachineReference, MistError)]) {
    var places: [MachinePlace] = []
    var troubles: [(MachineReference, MistError)] = []
    var known: [BackendID: [MachineID: Machine]] = [:]
    var seen: Set<MachineReference> = []
    for reference in references where seen.insert(reference).inserted {
      do {
        if known[reference.backend] == nil {
          known[reference.backend] = try await machines.lastListed(reference.backend)
        }
        if let listed = known[reference.backend]?[reference.machine] {
          places.append(try MachinePlace(listed))
        } else {
          places.append(try MachinePlace(try await machines.machine(reference)))
        }
      } catch let error as MistError {
        troubles.append((reference, error))
      }
    }
    return (places, troubles)
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
