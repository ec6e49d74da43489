import Hummingbird
import Logging
import MistModel

/// The Mist service: the store in a state folder and the routes over it.
public final class MistService: Sendable {
  let services: Services
  let responder: any HTTPResponder<ServiceContext>
  let logger: Logger

  /// Opens the store; throws `MistError(.storage)` when it cannot.
  public init(stateFolder: String, passphrase: String? = nil, world: ServiceWorld = .real, logger: Logger) throws {
    services = try Services(stateFolder: stateFolder, passphrase: passphrase, world: world, logger: logger)
    responder = Routes.router(services).buildResponder()
    self.logger = logger
  }

  /// The way in for this process; whoever holds it acts as the owner.
  public var transport: InProcessTransport {
    InProcessTransport(responder: responder, logger: logger)
  }
}

/// The parts of the service, each knowing only those it is given.
struct Services: Sendable {
  let accounts: AccountsService
  let keys: KeysService
  let backends: BackendsService

  init(stateFolder: String, passphrase: String?, world: ServiceWorld, logger: Logger) throws {
    let store = try Store(folder: stateFolder)
    let vault = try Vault(folder: stateFolder, passphrase: passphrase, world: world)
    accounts = AccountsService(store: store, world: world)
    keys = KeysService(store: store, vault: vault, world: world)
    backends = BackendsService(store: store, vault: vault, world: world)
  }
}
