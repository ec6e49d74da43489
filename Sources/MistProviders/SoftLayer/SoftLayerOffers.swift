import MistModel
import Synchronization

/// What machines can be made of, all in one answer.
struct SoftLayerOffers: Decodable, Sendable {
  struct Flavor: Decodable, Sendable {
    struct Name: Decodable, Sendable {
      var keyName: String
      var name: String?
    }

    struct Template: Decodable, Sendable {
      /// The provider takes such a machine away when it needs the room.
      var transientGuestFlag: Bool?
    }

    var flavor: Name
    var template: Template?
  }

  struct System: Decodable, Sendable {
    struct Price: Decodable, Sendable {
      struct Item: Decodable, Sendable {
        var description: String?
      }

      var item: Item?
    }

    struct Template: Decodable, Sendable {
      var operatingSystemReferenceCode: String?
    }

    var itemPrice: Price?
    var template: Template
  }

  struct Datacenter: Decodable, Sendable {
    struct Template: Decodable, Sendable {
      var datacenter: SoftLayerMachine.Place
    }

    var template: Template
  }

  var flavors: [Flavor]?
  var operatingSystems: [System]
  var datacenters: [Datacenter]

  /// The newest of each system is starred where the provider has a name for it, else all are.
  var images: [Image] {
    var seen: Set<String> = []
    let offered = operatingSystems.compactMap { system -> (code: String, name: String)? in
      guard let code = system.template.operatingSystemReferenceCode, seen.insert(code).inserted else { return nil }
      return (code, system.itemPrice?.item?.description ?? code)
    }
    let hasNewest = offered.contains { Self.isNewest($0.code) }
    return offered.map { Image(id: ImageID($0.code), name: $0.name, isStarred: !hasNewest || Self.isNewest($0.code)) }
  }

  /// `DEBIAN_LATEST_64`.
  private static func isNewest(_ code: String) -> Bool { code.contains("_LATEST") }

  var sizes: [Size] {
    var seen: Set<String> = []
    return (flavors ?? []).compactMap { offer in
      let name = offer.flavor.keyName
      guard offer.template?.transientGuestFlag != true, seen.insert(name).inserted else { return nil }
      let measures = Self.measures(in: name)
      return Size(
        id: SizeID(name), name: offer.flavor.name ?? name, memory: measures.map { $0.memory * 1024 },
        disk: measures?.disk)
    }
  }

  /// Processors, GiB of memory and GB of disk in a name such as `B1_2X8X100`; `nil` in one of another form.
  private static func measures(in name: String) -> (memory: Int, disk: Int)? {
    let numbers = name.split(separator: "_").lazy.map { $0.split(separator: "X").map { Int($0) } }
    guard let found = numbers.first(where: { $0.count == 3 }), let memory = found[1], let disk = found[2] else {
      return nil
    }
    return (memory, disk)
  }

  var locations: [Location] {
    var seen: Set<String> = []
    return datacenters.compactMap(\.template.datacenter.name).filter { seen.insert($0).inserted }
      .map { Location(id: LocationID($0), name: $0) }
  }
}

/// An image that somebody of the account made.
struct SoftLayerOwnImage: SoftLayerListed {
  var id: Int
  /// `E6DBD73B-1651-4B28-BCBA-A11DF7C9D79E`.
  var globalIdentifier: String?
  var name: String?
  /// A number at each of the copies that an image has in several places.
  var parentId: JSONValue?

  static let collection = "privateBlockDeviceTemplateGroups"
  static let mask = "mask[id,globalIdentifier,name,parentId]"

  var image: Image? {
    if case .integer? = parentId { return nil }
    return globalIdentifier.map { Image(id: ImageID($0), name: name ?? $0, isStarred: true) }
  }

  /// The provider's own images go by names without such a sign.
  static func isMeant(by image: ImageID) -> Bool { image.rawValue.contains("-") }
}

/// The last answer, which is long and hardly ever changes.
final class SoftLayerKeptOffers: Sendable {
  private static let seconds = 300.0
  private let kept = Mutex<(offers: SoftLayerOffers, at: Double)?>(nil)

  func offers(at now: Double, _ ask: () async throws -> SoftLayerOffers) async throws -> SoftLayerOffers {
    if let kept = kept.withLock({ $0 }), abs(now - kept.at) < Self.seconds { return kept.offers }
    let offers = try await ask()
    kept.withLock { $0 = (offers, now) }
    return offers
  }
}
