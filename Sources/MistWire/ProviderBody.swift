import MistModel

/// `GET /providers` with `Api-Version: 2`.
public struct ProvidersAnswer: Codable, Sendable {
  public struct Item: Codable, Sendable {
    public struct Region: Codable, Sendable {
      public var location: String
      public var id: String
    }

    public var title: String
    public var provider: String
    public var regions: [Region]?
    /// An addition of ours: what can be done there.
    public var abilities: [String]?
  }

  public var supported_providers: [Item]

  public init(_ providers: [Provider]) {
    supported_providers = providers.map { provider in
      Item(
        title: provider.title, provider: provider.id.rawValue,
        regions: provider.regions.map { .init(location: $0.location, id: $0.id) },
        abilities: provider.abilities?.names)
    }
  }

  public var providers: [Provider] {
    supported_providers.map { item in
      Provider(
        id: ProviderID(item.provider), title: item.title,
        regions: (item.regions ?? []).map { .init(id: $0.id, location: $0.location) },
        abilities: item.abilities.map { Set(names: $0) })
    }
  }
}
