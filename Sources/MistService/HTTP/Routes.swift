import Hummingbird

/// Every route of the service is registered from here.
enum Routes {
  static func router(_ services: Services) -> Router<ServiceContext> {
    let router = Router(context: ServiceContext.self)
    router.add(middleware: ErrorMiddleware())
    LoginRoutes(accounts: services.accounts).register(on: router)

    let team = router.group().add(middleware: AuthenticationMiddleware(accounts: services.accounts))
    AccountsRoutes(accounts: services.accounts).register(on: team)
    BackendsRoutes(backends: services.backends).register(on: team)
    KeysRoutes(keys: services.keys).register(on: team)
    return router
  }
}
