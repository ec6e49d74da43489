import Hummingbird
import MistProviders
import MistWire

/// `GET /providers`, in the shape of the API's version that is asked for.
struct ProvidersRoutes: RouteSet {
  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("providers") { request, _ in
      let providers = ProviderCatalog.all.map(\.provider)
      guard request.headers.value(WireHeader.apiVersion) == "2" else {
        return try Response.json(FirstProvidersAnswer(providers))
      }
      return try Response.json(ProvidersAnswer(providers))
    }
  }
}
