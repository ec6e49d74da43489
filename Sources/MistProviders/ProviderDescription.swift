import MistModel

/// A provider as `ProviderCatalog` lists it.
public struct ProviderDescription: Sendable {
  public var provider: Provider
  /// What `POST /backends` takes for it.
  public var parameters: [ProviderParameter]
  /// What the account is, told from its parameters.
  public var identity: @Sendable (_ title: String, _ parameters: [String: String]) -> AccountIdentity
  /// The id tells the account. Where it tells only the name people gave it, a backend of the same name that is added
  /// later is another one: tags and associations of the first go with it.
  public var idBindsAccount: Bool
  /// Parameters decided when a backend is added and kept from then on, from its first title.
  public var fixedParameters: @Sendable (_ title: String) -> [String: String]
  public var makeDriver: @Sendable (DriverAccount) throws -> any ProviderDriver
  /// A backend may be added while nobody answers at its address. So for a single server, which may be switched off;
  /// not for a cloud, where it means a wrong address.
  public var mayBeAddedUnreachable: Bool
  /// With these parameters it reaches into the computer that the service runs on, by a file or a program: a right of its
  /// owner alone.
  public var reachesOwnHost: @Sendable (_ parameters: [String: String]) -> Bool = { _ in false }
}

/// One field of `POST /backends`.
public struct ProviderParameter: Hashable, Sendable {
  /// The wire's name: `machine_ip`.
  public var name: String
  /// Its name in the bodies of the first era: `apikey`.
  public var oldName: String?
  public var isRequired: Bool
  public var isSecret: Bool
  /// Taken when it is not given.
  public var defaultValue: String?
  /// A TCP port: 1 to 65535.
  public var isPort: Bool

  public init(
    _ name: String, oldName: String? = nil, isRequired: Bool = false, isSecret: Bool = false,
    defaultValue: String? = nil, isPort: Bool = false
  ) {
    self.name = name
    self.oldName = oldName
    self.isRequired = isRequired
    self.isSecret = isSecret
    self.defaultValue = defaultValue
    self.isPort = isPort
  }
}

/// What makes an account that one and no other.
public struct AccountIdentity: Hashable, Sendable {
  /// The provider as the backend shows it: for ec2 the region's id.
  public var provider: ProviderID
  public var region: String?
  /// The public half of the credentials, shown in listings.
  public var account: String
  /// The text whose SHA-1 is the backend's id.
  public var digestInput: String

  public init(provider: ProviderID, region: String? = nil, account: String, digestInput: String) {
    self.provider = provider
    self.region = region
    self.account = account
    self.digestInput = digestInput
  }
}
