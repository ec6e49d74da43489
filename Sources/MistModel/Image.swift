/// What a machine can be made from.
public struct Image: Hashable, Codable, Sendable {
  public var id: ImageID
  public var name: String
  /// Whether it is shown by default (curated, or starred by a person).
  public var isStarred: Bool

  public init(id: ImageID, name: String, isStarred: Bool = true) {
    self.id = id
    self.name = name
    self.isStarred = isStarred
  }
}

/// How big a machine can be made.
public struct Size: Hashable, Codable, Sendable {
  public var id: SizeID
  public var name: String
  /// Memory in MiB, `nil` when the provider does not tell.
  public var memory: Int?
  /// Disk in GiB, `nil` when the provider does not tell.
  public var disk: Int?

  public init(id: SizeID, name: String, memory: Int? = nil, disk: Int? = nil) {
    self.id = id
    self.name = name
    self.memory = memory
    self.disk = disk
  }
}

/// Where a machine can be made.
public struct Location: Hashable, Sendable {
  public var id: LocationID
  public var name: String
  public var country: String

  public init(id: LocationID, name: String, country: String = "") {
    self.id = id
    self.name = name
    self.country = country
  }
}

/// A network a machine can be attached to.
public struct Network: Hashable, Sendable {
  public var id: NetworkID
  public var name: String
  public var status: String
  public var isPublic: Bool

  public init(id: NetworkID, name: String, status: String = "", isPublic: Bool = false) {
    self.id = id
    self.name = name
    self.status = status
    self.isPublic = isPublic
  }
}
