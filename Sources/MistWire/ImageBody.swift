import MistModel

/// An image in `GET /backends/B/images`.
public struct ImageBody: Codable, Sendable {
  public var id: ImageID
  public var name: String?
  public var star: Bool?
  public var extra: [String: JSONValue]?

  public init(_ image: Image) {
    id = image.id
    name = image.name
    star = image.isStarred
    extra = [:]
  }

  public var image: Image {
    Image(id: id, name: name ?? id.rawValue, isStarred: star ?? true)
  }
}

/// The body of `GET /backends/B/images`.
public struct ImageSearchBody: Codable, Sendable {
  public var search_term: String

  public init(term: String) {
    search_term = term
  }
}

/// A size in `GET /backends/B/sizes`.
public struct SizeBody: Codable, Sendable {
  public var id: SizeID
  public var name: String?
  public var ram: Int?
  public var disk: Int?

  public init(_ size: Size) {
    id = size.id
    name = size.name
    ram = size.memory
    disk = size.disk
  }

  public var size: Size {
    Size(id: id, name: name ?? id.rawValue, memory: ram, disk: disk)
  }
}

/// A location in `GET /backends/B/locations`.
public struct LocationBody: Codable, Sendable {
  public var id: LocationID
  public var name: String?
  public var country: String?

  public init(_ location: Location) {
    id = location.id
    name = location.name
    country = location.country
  }

  public var location: Location {
    Location(id: id, name: name ?? id.rawValue, country: country ?? "")
  }
}

/// The answer of `GET /backends/B/networks`.
public struct NetworksAnswer: Codable, Sendable {
  public struct Item: Codable, Sendable {
    public var id: NetworkID
    public var name: String?
    public var status: String?
  }

  public var `public`: [Item]
  public var `private`: [Item]

  public init(_ networks: [Network]) {
    let items = networks.map { ($0.isPublic, Item(id: $0.id, name: $0.name, status: $0.status)) }
    `public` = items.filter { $0.0 }.map { $0.1 }
    `private` = items.filter { !$0.0 }.map { $0.1 }
  }

  /// Old services answered with one list in place of the two.
  public init(from decoder: any Decoder) throws {
    if let list = try? [Item](from: decoder) {
      `public` = []
      `private` = list
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    `public` = try container.decodeIfPresent([Item].self, forKey: .public) ?? []
    `private` = try container.decodeIfPresent([Item].self, forKey: .private) ?? []
  }

  public var networks: [Network] {
    func networks(_ items: [Item], isPublic: Bool) -> [Network] {
      items.map {
        Network(id: $0.id, name: $0.name ?? $0.id.rawValue, status: $0.status ?? "", isPublic: isPublic)
      }
    }
    return networks(`public`, isPublic: true) + networks(`private`, isPublic: false)
  }
}
