import MistModel
import MistProviders
import Synchronization

/// Makes the driver of a backend, kept or about to be.
struct DriverFactory: DriverMaking {
  let logins: LoginService
  let stateFolder: String
  private let kept = KeptDrivers()

  init(logins: LoginService, stateFolder: String) {
    self.logins = logins
    self.stateFolder = stateFolder
  }

  func driver(for record: BackendRecord, parameters: [String: String]) throws -> any ProviderDriver {
    try driver(
      provider: ProviderID(record.kind), title: record.title, id: BackendID(record.id), parameters: parameters)
  }

  func driver(
    provider: ProviderID, title: String, id: BackendID, parameters: [String: String]
  ) throws -> any ProviderDriver {
    guard let description = ProviderCatalog.description(of: provider) else {
      throw MistError(.notFound, "no provider '\(provider)'", hint: "list-providers shows them")
    }
    guard let makeDriver = description.makeDriver else {
      throw MistError(
        .notSupported, "this version cannot reach \(description.provider.title) yet",
        hint: "providers it reaches: \(Self.reachable.joined(separator: ", "))")
    }
    return try kept.driver(of: id, title: title, parameters: parameters) {
      try makeDriver(
        DriverAccount(
          backend: id, title: title, provider: provider, parameters: parameters,
          endpoint: try Endpoints(folder: stateFolder)[provider], remote: BackendShell(backend: id, logins: logins),
          now: logins.world.now))
    }
  }

  private static var reachable: [String] {
    ProviderCatalog.all.filter { $0.makeDriver != nil }.map(\.provider.id.rawValue)
  }
}

/// Drivers that were made before: they hold connections and sessions with their provider.
private final class KeptDrivers: Sendable {
  private struct Kept {
    var title: String
    var parameters: [String: String]
    var driver: any ProviderDriver
  }

  private let drivers = Mutex<[BackendID: Kept]>([:])

  /// The driver that was made with the same, else a new one.
  func driver(
    of backend: BackendID, title: String, parameters: [String: String], make: () throws -> any ProviderDriver
  ) throws -> any ProviderDriver {
    try drivers.withLock { drivers in
      if let kept = drivers[backend], kept.title == title, kept.parameters == parameters { return kept.driver }
      let driver = try make()
      drivers[backend] = Kept(title: title, parameters: parameters, driver: driver)
      return driver
    }
  }
}

/// The driver's way into the machines of its backend.
private struct BackendShell: RemoteShell {
  let backend: BackendID
  let logins: LoginService

  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {
    let place = MachinePlace(
      reference: MachineReference(backend: backend, machine: machine), name: host, host: host, port: port,
      isPortStated: true, user: user, key: key)
    // A key that was named must open the machine itself: another that does would hide a mistake.
    _ = try await logins.find(place, key: key, user: user)
  }

  func answers(host: String, port: Int) async throws -> Bool {
    await Reach.answers(host: host, port: port)
  }

  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? {
    try await logins.runAsRoot(command, on: MachineReference(backend: backend, machine: machine))
  }

  func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    try await ScriptRuns(logins: logins).run(script, at: place)
  }
}
