import MistModel

/// What a stand-alone server of the original kept in its `db.yaml`, as far as it means something here.
struct ServerFile: Sendable {
  struct Key: Sendable {
    var id: KeyID
    /// Secret.
    var privateKey: String
    /// One line as in `authorized_keys`.
    var publicKey: String?
    var isDefault: Bool
    var ways: [Way]
  }

  /// That a key opens a machine.
  struct Way: Hashable, Sendable {
    /// By its id in the file.
    var backend: String
    var machine: MachineID
    var user: String?
    var port: Int?
  }

  struct Backend: Sendable {
    var id: String
    var title: String
    var provider: ProviderID
    /// What `POST /backends` takes for its provider. Secrets are among it.
    var parameters: [String: JSONValue]
    var isEnabled: Bool
    /// The only machine of a lone server.
    var machine: MachineID?
    /// Images whose star is not as the provider's usual list has it.
    var stars: [ImageID: Bool]
  }

  var keys: [Key] = []
  var backends: [Backend] = []

  /// The backend that a way leads into; `nil` when the file does not have it any more.
  func backend(of way: Way) -> Backend? {
    let named = backends.filter { $0.id == way.backend }
    return named.count > 1 ? named.first { $0.machine == way.machine } : named.first
  }
}
