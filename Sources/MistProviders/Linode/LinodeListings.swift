import MistModel

// What the Linode API v4 answers, as far as it is read.

struct LinodePage<Element: Decodable & Sendable>: Decodable {
  var data: [Element]
  /// From 1.
  var page: Int
  var pages: Int
}

struct LinodeRefusal: Decodable {
  struct Reason: Decodable {
    var reason: String
    /// The part of the request at fault.
    var field: String?

    var text: String { field.map { "\($0): \(reason)" } ?? reason }
  }

  var errors: [Reason]
}

struct LinodeImage: Decodable, Sendable {
  var id: String
  var label: String
  var deprecated: Bool?
  /// `creating`, `pending_upload` or `available`.
  var status: String?

  var image: Image { Image(id: ImageID(id), name: label, isStarred: deprecated != true) }
  var canBeUsed: Bool { status == nil || status == "available" }
}

struct LinodeSize: Decodable, Sendable {
  var id: String
  var label: String
  /// MiB.
  var memory: Int?
  /// MiB.
  var disk: Int?

  var size: Size { Size(id: SizeID(id), name: label, memory: memory, disk: disk.map { $0 / 1024 }) }
}

struct LinodeRegion: Decodable, Sendable {
  var id: String
  var label: String
  var country: String?
  /// `ok` or `outage`.
  var status: String?
  /// `Linodes` where there can be machines.
  var capabilities: [String]?

  var location: Location { Location(id: LocationID(id), name: label, country: country ?? "") }
  var takesMachines: Bool { capabilities?.contains("Linodes") != false && status != "outage" }
}

struct LinodeNetwork: Decodable, Sendable {
  struct Subnet: Decodable, Sendable {
    var id: Int
  }

  var id: Int
  var label: String
  var region: String?
  var subnets: [Subnet]?

  var network: Network { Network(id: NetworkID(String(id)), name: label) }
}
