/// One account at one provider (one region of it, where a provider has regions).
public struct Backend: Hashable, Sendable {
  public enum State: String, Hashable, Sendable {
    /// Enabled: its machines are listed.
    case online
    /// Disabled: left alone until it is enabled again.
    case offline
  }

  public var id: BackendID
  /// The name people gave it; unique in one service.
  public var title: String
  /// The provider, or for ec2 its region id (`ec2_eu_west`), as the original had it.
  public var provider: ProviderID
  public var region: String?
  public var isEnabled: Bool
  /// What can be done there; `nil` when the service does not tell.
  public var abilities: Set<Ability>?
  /// What the service wants said when it has just been added, e.g. that it did not answer.
  public var notice: String?

  public init(id: BackendID, title: String, provider: ProviderID, region: String? = nil, isEnabled: Bool = true) {
    self.id = id
    self.title = title
    self.provider = provider
    self.region = region
    self.isEnabled = isEnabled
  }

  public var state: State { isEnabled ? .online : .offline }
}
