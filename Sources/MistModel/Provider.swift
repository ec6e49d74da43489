/// A kind of cloud (`ec2`, `bare_metal`), as `add-backend --provider` names it.
public struct Provider: Hashable, Sendable {
  /// A part of a provider that a backend is bound to.
  public struct Region: Hashable, Sendable {
    /// What `--region` takes, e.g. `ec2_eu_west`.
    public var id: String
    /// What people call it, e.g. `Ireland`.
    public var location: String

    public init(id: String, location: String) {
      self.id = id
      self.location = location
    }
  }

  public var id: ProviderID
  /// What people call it, e.g. `Other Server`.
  public var title: String
  /// Empty for a provider without regions.
  public var regions: [Region]
  /// What can be done there, nothing where it cannot be reached yet; `nil` when the service does not tell.
  public var abilities: Set<Ability>?

  public init(id: ProviderID, title: String, regions: [Region] = [], abilities: Set<Ability>? = nil) {
    self.id = id
    self.title = title
    self.regions = regions
    self.abilities = abilities
  }
}
