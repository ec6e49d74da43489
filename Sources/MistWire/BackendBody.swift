import MistModel

/// A backend in `GET /backends`, and in the answer of `POST /backends`. No secret is ever in it.
public struct BackendBody: Codable, Sendable {
  public var id: BackendID
  public var title: String?
  /// What later services call the title.
  public var name: String?
  public var provider: String
  public var region: String?
  public var enabled: Bool?
  public var state: String?
  public var apikey: String?
  public var tenant_name: String?
  public var poll_interval: Int?
  /// An addition of ours: what can be done there.
  public var abilities: [String]?
  /// An addition of ours, in the answer of `POST /backends`.
  public var notice: String?

  public init(_ backend: Backend, account: String? = nil, tenant: String? = nil) {
    id = backend.id
    title = backend.title
    provider = backend.provider.rawValue
    region = backend.region
    enabled = backend.isEnabled
    state = backend.state.rawValue
    apikey = account
    tenant_name = tenant
    poll_interval = 10_000
    abilities = backend.abilities?.names
    notice = backend.notice
  }

  public var backend: Backend {
    var backend = Backend(
      id: id, title: title ?? name ?? provider, provider: ProviderID(provider),
      region: region.flatMap { $0.isEmpty ? nil : $0 }, isEnabled: enabled ?? (state != "offline"))
    backend.abilities = abilities.map { Set(names: $0) }
    backend.notice = notice
    return backend
  }
}

/// `PUT /backends/B`.
public struct RenameBackendBody: Codable, Sendable {
  public var new_name: String

  public init(newName: String) {
    new_name = newName
  }
}

/// `POST /backends/B`: `"1"` enables, `"0"` disables.
public struct BackendStateBody: Codable, Sendable {
  public var new_state: String

  public init(isEnabled: Bool) {
    new_state = isEnabled ? "1" : "0"
  }
}
