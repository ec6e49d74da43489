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

  public init(id: ProviderID, title: String, regions: [Region] = []) {
    self.id = id
    self.title = title
    self.regions = regions
  }
}
