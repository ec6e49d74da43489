import Foundation
import MistModel
import MistProviders

extension DriverAccount {
  /// With the system's clock.
  init(
    backend: BackendID, title: String, provider: ProviderID, parameters: [String: String], endpoint: String? = nil,
    remote: any RemoteShell = NoRemoteShell()
  ) {
    self.init(
      backend: backend, title: title, provider: provider, parameters: parameters, endpoint: endpoint, remote: remote,
      now: { Date().timeIntervalSince1970 })
  }
}

/// For clouds: nothing connects to the addresses that a peer gives its machines.
struct NoRemoteShell: RemoteShell {
  private let refusal = MistError(.refused, "no test connects to machines of a cloud")

  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {
    throw refusal
  }

  func answers(host: String, port: Int) async throws -> Bool { throw refusal }
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? { throw refusal }
}
