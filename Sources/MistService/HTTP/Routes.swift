import Hummingbird

/// Every route of the service is registered from here.
enum Routes {
  static func router(_ services: Services) -> Router<ServiceContext> {
    let router = Router(context: ServiceContext.self)
    router.add(middleware: ErrorMiddleware())
    LoginRoutes(accounts: services.accounts).register(on: router)

    let team = router.group()
      .add(middleware: AuthenticationMiddleware(accounts: services.accounts))
      .add(middleware: FirstContactsMiddleware(firstContacts: services.hostKeys.firstContacts))
    AccountsRoutes(accounts: services.accounts).register(on: team)
    BackendsRoutes(backends: services.backends).register(on: team)
    KeysRoutes(keys: services.keys).register(on: team)
    MachinesRoutes(machines: services.machines).register(on: team)
    CreationRoutes(creation: services.creation).register(on: team)
    OffersRoutes(machines: services.machines).register(on: team)
    AssociationsRoutes(associations: services.associations).register(on: team)
    ProbeRoutes(probes: services.probes, world: services.world).register(on: team)
    LoginsRoutes(machines: services.machines, logins: services.logins, hostKeys: services.hostKeys)
      .register(on: team)
    HostKeysRoutes(hostKeys: services.hostKeys).register(on: team)
    RunRoutes(runs: services.runs).register(on: team)
    ScriptsRoutes(scripts: services.scripts).register(on: team)
    JobsRoutes(jobs: services.jobs, creation: services.creation).register(on: team)
    return router
  }
}
