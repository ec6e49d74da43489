import MistModel
import MistProviders

extension DriverAccount {
  /// For drivers that do not ask for the time.
  init(
    backend: BackendID, title: String, provider: ProviderID, parameters: [String: String], endpoint: String? = nil,
    remote: any RemoteShell
  ) {
    self.init(
      backend: backend, title: title, provider: provider, parameters: parameters, endpoint: endpoint, remote: remote,
      now: { 0 })
  }
}
