import MistModel
import MistProviders
import Synchronization

/// Makes the driver of a backend, kept or about to be.
struct DriverFactory: DriverMaking {
  let logins: LoginService
  let stateFolder: String
  /// The file of `--endpoints`.
  let endpointsFile: String?
  private let memory: @Sendable (BackendID) -> any DriverMemory
  private let kept = KeptDrivers()

  init(
    logins: LoginService, stateFolder: String, endpointsFile: String? = nil,
    memory: @escaping @Sendable (BackendID) -> any DriverMemory = { _ in NoMemory() }
  ) {
    self.logins = logins
    self.memory = memory
    self.stateFolder = stateFolder
    self.endpointsFile = endpointsFile
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
    let endpoints = try Endpoints(named: endpointsFile, folder: stateFolder)
    // A region with a provider's name of its own, as ec2_eu_west, may have an address of its own.
    let endpoint = endpoints[description.identity(title, parameters).provider] ?? endpoints[provider]
    return try kept.driver(of: id, Kept(title: title, parameters: parameters, endpoint: endpoint)) {
      try description.makeDriver(
        DriverAccount(
          backend: id, title: title, provider: provider, parameters: parameters, endpoint: endpoint,
          remote: BackendShell(backend: id, logins: logins), memory: memory(id), now: logins.world.now))
    }
  }

  func forget(_ backend: BackendID) {
    kept.forget(backend)
  }
}

/// What a driver was made from.
private struct Kept: Hashable {
  var title: String
  var parameters: [String: String]
  var endpoint: String?
}

/// Drivers that were made before: they hold connections and sessions with their provider.
private final class KeptDrivers: Sendable {
  private let drivers = Mutex<[BackendID: (Kept, any ProviderDriver)]>([:])

  /// The driver that was made from the same, else a new one.
  func driver(
    of backend: BackendID, _ wanted: Kept, make: () throws -> any ProviderDriver
  ) throws -> any ProviderDriver {
    try drivers.withLock { drivers in
      if let (kept, driver) = drivers[backend], kept == wanted { return driver }
      let driver = try make()
      drivers[backend] = (wanted, driver)
      return driver
    }
  }

  func forget(_ backend: BackendID) {
    drivers.withLock { $0[backend] = nil }
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
