import MistModel
import MistSSH

/// Looks at a machine over SSH and ping at the same time.
struct ProbeService: Sendable {
  let machines: MachinesService
  let logins: LoginService

  func probe(_ reference: MachineReference, host: String?, key: KeyID?, user: String?) async throws -> Probe {
    var place = try MachinePlace(try await machines.machine(reference))
    let isElsewhere = host.map { !$0.isEmpty && $0 != place.host } ?? false
    if let host, isElsewhere { place.host = host }
    let asked = place
    async let ping = Ping.ping(asked.host)
    async let system = look(at: asked, key: key, user: user, remembers: !isElsewhere)
    return await Probe(system: try? system.get(), ping: ping, trouble: system.failure)
  }

  private func look(
    at place: MachinePlace, key: KeyID?, user: String?, remembers: Bool
  ) async -> Result<Probe.System, MistError> {
    do {
      return .success(try await system(of: place, key: key, user: user, remembers: remembers))
    } catch let error as MistError {
      return .failure(error)
    } catch {
      return .failure(MistError(.failed, "\(place.name) could not be looked at"))
    }
  }

  /// - Parameter remembers: what opens another host says nothing about this machine, and is not kept as its way in.
  private func system(
    of place: MachinePlace, key: KeyID?, user: String?, remembers: Bool
  ) async throws -> Probe.System {
    let ring = try await logins.keyRing(for: [place], key: key)
    let capture: SSHCapture
    let way: Associations.Way?
    if key != nil || user != nil || !remembers {
      let found = try await logins.find(place, ring: ring, key: key, user: user)
      (capture, way) = (try await question(found.login), found.way)
    } else {
      (capture, way) = try await logins.reach(place, ring: ring) { login, _ in try await question(login) }
    }
    if remembers { await logins.associations.remember([way].compactMap { $0 }) }
    return try SystemReport.read(capture.output, of: place.name)
  }

  private func question(_ login: SSHLogin) async throws -> SSHCapture {
    try await logins.engine.capture(SystemReport.command, on: login, within: .seconds(15))
  }
}

extension Result where Failure == MistError {
  fileprivate var failure: MistError? {
    if case .failure(let error) = self { error } else { nil }
  }
}
