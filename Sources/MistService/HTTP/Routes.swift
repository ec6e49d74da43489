import Hummingbird
import MistWire

/// Routes about one noun, to be put below a mount.
protocol RouteSet: Sendable {
  func register(on routes: RouterGroup<ServiceContext>)

  /// What the routes are about, as a heading of the document: `Keys`.
  static var noun: String { get }
  /// What each route is for, by its path below the mount. They stand in `OpenAPI/`.
  static func descriptions(_ era: Era) -> [RouteDescription]
}

/// Every route of the service is registered from here: for each era the lists below, once more under its own paths.
enum Routes {
  static func router(_ services: Services, eras: [Era] = Era.allCases) -> Router<ServiceContext> {
    let router = Router(context: ServiceContext.self)
    router.add(middleware: ErrorMiddleware(era: .backends))
    open(services).forEach { $0.register(on: router.group()) }

    let team = router.group()
      .add(middleware: AuthenticationMiddleware(accounts: services.accounts))
      .add(middleware: FirstContactsMiddleware(firstContacts: services.hostKeys.firstContacts))
    ours(services).forEach { $0.register(on: team) }
    for era in eras {
      let mount = team.group(RouterPath(era.prefix)).add(middleware: ErrorMiddleware(era: era))
      let backends = mount.group(RouterPath(era.collection))
      ofBackends(services, era).forEach { $0.register(on: backends) }
      if era.hasOwnRoot { ofAll(services, era).forEach { $0.register(on: mount) } }
      if era == .api { later(services).forEach { $0.register(on: mount) } }
    }
    return router
  }

  /// What asks for no token, or for one only where it is no login itself.
  static func open(_ services: Services) -> [any RouteSet] {
    [
      LoginRoutes(accounts: services.accounts), NewTokenRoutes(accounts: services.accounts),
      OpenAPIRoutes(services: services),
    ]
  }

  /// At the top, for all eras: who is logged in, and what this service has beyond the original.
  static func ours(_ services: Services) -> [any RouteSet] {
    [
      AccountsRoutes(accounts: services.accounts),
      HostKeysRoutes(hostKeys: services.hostKeys),
      RunRoutes(runs: services.runs),
      PrometheusRoutes(monitoring: services.monitoring),
    ]
  }

  /// Below `/api/v1` alone.
  static func later(_ services: Services) -> [any RouteSet] {
    [TokensRoutes(accounts: services.accounts)]
  }

  /// Below `/backends`, `/clouds` and `/api/v1/clouds`.
  static func ofBackends(_ services: Services, _ era: Era) -> [any RouteSet] {
    [
      BackendsRoutes(backends: services.backends, listings: services.machines.listings, era: era),
      MachinesRoutes(
        machines: services.machines, monitoring: services.monitoring, changes: services.changes, era: era),
      CreationRoutes(creation: services.creation, changes: services.changes),
      TagsRoutes(machines: services.machines),
      LogsRoutes(machines: services.machines),
      OffersRoutes(machines: services.machines),
      StarsRoutes(stars: services.stars),
      AssociationsRoutes(associations: services.associations),
      ProbeRoutes(probes: services.probes, world: services.world),
      LoginsRoutes(
        machines: services.machines, logins: services.logins, hostKeys: services.hostKeys,
        entrances: services.terminals.entrances),
      MachineMonitoringRoutes(monitoring: services.monitoring),
      MetricsRoutes(metrics: services.metrics),
    ]
  }

  /// At the top for the first two eras, and below `/api/v1`.
  static func ofAll(_ services: Services, _ era: Era) -> [any RouteSet] {
    [
      ProvidersRoutes(),
      KeysRoutes(keys: services.keys, era: era),
      ScriptsRoutes(scripts: services.scripts, era: era),
      JobsRoutes(jobs: services.jobs, creation: services.creation, monitoring: services.monitoring),
      MonitoringRoutes(accounts: services.accounts, metrics: services.metrics, rules: services.rules),
      RulesRoutes(rules: services.rules),
    ]
  }
}
