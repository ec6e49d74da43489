import Foundation
import MistModel
import MistProviders

extension DriverAccount {
  /// With the system's clock.
  init(
    backend: BackendID, title: String, provider: ProviderID, parameters: [String: String], endpoint: String? = nil,
    remote: any RemoteShell
  ) {
    self.init(
      backend: backend, title: title, provider: provider, parameters: parameters, endpoint: endpoint, remote: remote,
      now: { Date().timeIntervalSince1970 })
  }
}
