import MistModel

// What the DigitalOcean API v2 answers, as far as it is read.

/// A page of a listing with the link to the next one.
protocol DigitalOceanListing: Decodable {
  associatedtype Element: Sendable

  /// What is listed, for messages: `machines`.
  static var subject: String { get }

  var elements: [Element] { get }
  var links: DigitalOceanLinks? { get }
}

struct DigitalOceanLinks: Decodable {
  struct Pages: Decodable {
    /// The whole address; absent on the last page.
    var next: String?
  }

  var pages: Pages?
}

struct DigitalOceanRefusal: Decodable {
  var message: String
}

struct DigitalOceanMachines: DigitalOceanListing {
  static let subject = "machines"

  var droplets: [DigitalOceanMachine]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanMachine] { droplets }
}

struct DigitalOceanImages: DigitalOceanListing {
  static let subject = "images"

  var images: [DigitalOceanImage]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanImage] { images }
}

struct DigitalOceanSizes: DigitalOceanListing {
  static let subject = "sizes"

  var sizes: [DigitalOceanSize]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanSize] { sizes }
}

struct DigitalOceanRegions: DigitalOceanListing {
  static let subject = "locations"

  var regions: [DigitalOceanRegion]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanRegion] { regions }
}

struct DigitalOceanNetworks: DigitalOceanListing {
  static let subject = "networks"

  var vpcs: [DigitalOceanNetwork]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanNetwork] { vpcs }
}

struct DigitalOceanKeys: DigitalOceanListing {
  static let subject = "keys"

  var ssh_keys: [DigitalOceanKey]
  var links: DigitalOceanLinks?
  var elements: [DigitalOceanKey] { ssh_keys }
}

struct DigitalOceanImage: Decodable, Sendable {
  var id: Int
  /// A name that always means the newest build; `nil` or empty for older builds and people's own.
  var slug: String?
  var name: String
  var distribution: String?
  /// `base` for plain distributions.
  var type: String?
  var isPublic: Bool?
  /// `NEW`, `available`, `pending`, `deleted` or `retired`.
  var status: String?

  private enum CodingKeys: String, CodingKey {
    case id, slug, name, distribution, type, status
    case isPublic = "public"
  }

  /// The slug where there is one: it still works when the provider has built the image anew.
  var imageID: ImageID {
    guard let slug, !slug.isEmpty else { return ImageID(String(id)) }
    return ImageID(slug)
  }

  var image: Image {
    let fullName = [distribution, name].compactMap { $0 }.joined(separator: " ")
    return Image(id: imageID, name: fullName, isStarred: type == "base" || isPublic == false)
  }

  var canBeUsed: Bool { status == nil || status == "available" }
}

struct DigitalOceanSize: Decodable, Sendable {
  var slug: String
  /// MiB.
  var memory: Int?
  /// GiB.
  var disk: Int?
  var available: Bool?

  var size: Size { Size(id: SizeID(slug), name: slug, memory: memory, disk: disk) }
}

struct DigitalOceanRegion: Decodable, Sendable {
  var slug: String
  var name: String
  var available: Bool?

  var location: Location { Location(id: LocationID(slug), name: name) }
}

struct DigitalOceanNetwork: Decodable, Sendable {
  var id: String
  var name: String

  var network: Network { Network(id: NetworkID(id), name: name) }
}

struct DigitalOceanKey: Decodable, Sendable {
  /// MD5 of the key, as sixteen numbers with colons between them.
  var fingerprint: String?
}
