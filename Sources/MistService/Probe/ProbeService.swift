import MistModel
import MistSSH

/// Looks at a machine over SSH and ping at the same time.
struct ProbeService: Sendable {
  let machines: MachinesService
  let logins: LoginService

  func probe(_ reference: MachineReference, host: String?, key: KeyID?, user: String?) async throws -> Probe {
    var place = try MachinePlace(try await machines.machine(reference))
    if let host, !host.isEmpty { place.host = host }
    let asked = place
    async let ping = Ping.ping(asked.host)
    async let system = look(at: asked, key: key, user: user)
    return await Probe(system: try? system.get(), ping: ping, trouble: system.failure)
  }

  private func look(at place: MachinePlace, key: KeyID?, user: String?) async -> Result<Probe.System, MistError> {
    do {
      return .success(try await system(of: place, key: key, user: user))
    } catch let error as MistError {
      return .failure(error)
    } catch {
      return .failure(MistError(.failed, "\(place.name) could not be looked at"))
    }
  }

  private func system(of place: MachinePlace, key: KeyID?, user: String?) async throws -> Probe.System {
    let capture: SSHCapture
    if key != nil || user != nil {
      let found = try await logins.find(place, key: key, user: user)
      capture = try await question(found.login)
    } else {
      let ring = try await logins.keyRing(for: [place])
      let (answer, way) = try await logins.reach(place, ring: ring) { login, _ in try await question(login) }
      try await logins.associations.remember([way].compactMap { $0 })
      capture = answer
    }
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
