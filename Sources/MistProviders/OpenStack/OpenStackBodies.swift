/// What the services of a cloud answer with, as far as it is read.
struct OpenStackImage: CloudListed {
  static let collection = "images"

  var id: String
  var name: String?
}

struct OpenStackFlavor: CloudListed {
  static let collection = "flavors"

  var id: String
  var name: String
  /// MiB.
  var ram: Int?
  /// GiB.
  var disk: Int?
}

struct OpenStackNetwork: CloudListed {
  static let collection = "networks"

  var id: String
  var name: String?
  var status: String?
  var isExternal: Bool?

  private enum CodingKeys: String, CodingKey {
    case id, name, status
    case isExternal = "router:external"
  }
}

struct OpenStackKeyPair: CloudListed {
  static let collection = "keypairs"

  struct Pair: Decodable, Sendable {
    var name: String
    var public_key: String?
    /// MD5, in pairs of digits with colons between.
    var fingerprint: String?
  }

  var keypair: Pair
}

struct OpenStackZones: Decodable, Sendable {
  struct Zone: Decodable, Sendable {
    var zoneName: String
    var zoneState: State?
  }

  struct State: Decodable, Sendable {
    var available: Bool?
  }

  var availabilityZoneInfo: [Zone]
}

struct OpenStackOneServer: Decodable, Sendable {
  var server: OpenStackServer
}

struct OpenStackMadeServer: Decodable, Sendable {
  struct Made: Decodable, Sendable {
    var id: String
  }

  var server: Made
}
