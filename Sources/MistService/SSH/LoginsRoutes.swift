import Hummingbird
import MistModel
import MistSSH
import MistWire

struct LoginsRoutes: RouteSet {
  let machines: MachinesService
  let logins: LoginService
  let hostKeys: StoredHostKeys
  let entrances: Entrances

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post(":backend/machines/:machine/login", use: login)
  }

  private func login(_ request: Request, context: ServiceContext) async throws -> Response {
    let machine = try await machines.machine(try context.machineReference())
    do {
      return try await login(to: try MachinePlace(machine))
    } catch var error as MistError {
      guard case .provider? = try? await entrances.entrance(of: machine) else { throw error }
      error.hint = "without SSH on it, ssh works with the embedded service only; run works here too"
      throw error
    }
  }

  private func login(to place: MachinePlace) async throws -> Response {
    let ring = try await logins.keyRing(for: [place])
    let (login, way) = try await logins.reach(place, ring: ring) { login, _ in
      _ = try await logins.engine.capture("true", on: login, within: .seconds(15))
      return login
    }
    await logins.associations.remember([way].compactMap { $0 })
    let known = OpenSSH.knownHostsLines(try hostKeys.hostKeys(of: login.address), of: login.address)
      .split(separator: "\n").map(String.init)
    return try .json(
      LoginAnswer(
        host: login.address.host, port: login.address.port, user: login.user, key: login.identity?.name.rawValue,
        knownHosts: known))
  }
}
