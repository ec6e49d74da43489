import MistModel

// What the Compute Engine API v1 answers, as far as it is read.

/// A page of a listing.
protocol GCEListing: Decodable {
  associatedtype Element: Sendable

  /// What is listed, for messages: `machines`.
  static var subject: String { get }
  /// The parts of an answer that are read; the others, which are most of it, are not sent.
  static var fields: String { get }

  var elements: [Element] { get }
  /// `nil` on the last page.
  var nextPageToken: String? { get }
}

extension GCEListing {
  var page: Page<Element> { Page(elements, next: nextPageToken.flatMap { $0.isEmpty ? nil : PageToken($0) }) }
}

/// A page with machines of all zones.
struct GCEMachines: GCEListing {
  struct Zone: Decodable {
    var instances: [GCEMachine]?
    var warning: Warning?
  }

  struct Warning: Decodable {
    /// `NO_RESULTS_ON_PAGE` for a zone without machines here, `UNREACHABLE` for one that told nothing.
    var code: String?
  }

  static let subject = "machines"
  static let fields = "items/*/instances(\(GCEMachine.fields)),items/*/warning/code,nextPageToken"

  /// By `zones/NAME`.
  var items: [String: Zone]?
  var nextPageToken: String?

  var elements: [GCEMachine] {
    (items ?? [:]).sorted { $0.key < $1.key }.flatMap { $0.value.instances ?? [] }
  }

  /// A zone whose machines are not known at present.
  var silentZone: String? { items?.first { $0.value.warning?.code == "UNREACHABLE" }?.key.lastSegment }
}

struct GCEImages: GCEListing {
  static let subject = "images"
  static let fields = "items(name,family,status,deprecated/state),nextPageToken"

  var items: [GCEImage]?
  var nextPageToken: String?
  var elements: [GCEImage] { items ?? [] }
}

struct GCESizes: GCEListing {
  static let subject = "sizes"
  static let fields = "items(name,memoryMb,deprecated/state),nextPageToken"

  var items: [GCESize]?
  var nextPageToken: String?
  var elements: [GCESize] { items ?? [] }
}

struct GCEZones: GCEListing {
  static let subject = "locations"
  static let fields = "items(name,status,deprecated/state),nextPageToken"

  var items: [GCEZone]?
  var nextPageToken: String?
  var elements: [GCEZone] { items ?? [] }
}

struct GCENetworks: GCEListing {
  static let subject = "networks"
  static let fields = "items(name),nextPageToken"

  var items: [GCENetwork]?
  var nextPageToken: String?
  var elements: [GCENetwork] { items ?? [] }
}

/// How far something is on its way out.
struct GCEDeprecation: Decodable, Sendable {
  /// `ACTIVE`, `DEPRECATED`, `OBSOLETE` or `DELETED`.
  var state: String?
}

extension GCEDeprecation? {
  var isOffered: Bool { self?.state == nil || self?.state == "ACTIVE" }
}

struct GCEImage: Decodable, Sendable {
  var name: String
  /// Of an image and those that came before it.
  var family: String?
  /// `READY`, `PENDING`, `FAILED` or `DELETING`.
  var status: String?
  var deprecated: GCEDeprecation?

  var canBeUsed: Bool { deprecated.isOffered && (status == nil || status == "READY") }
}

struct GCESize: Decodable, Sendable {
  var name: String
  /// MiB.
  var memoryMb: Int?
  var deprecated: GCEDeprecation?

  /// Its disk is made with the machine, as large as the image wants.
  var size: Size { Size(id: SizeID(name), name: name, memory: memoryMb) }
}

struct GCEZone: Decodable, Sendable {
  var name: String
  /// `UP` or `DOWN`.
  var status: String?
  var deprecated: GCEDeprecation?

  var takesMachines: Bool { status != "DOWN" && deprecated.isOffered }
}

struct GCENetwork: Decodable, Sendable {
  var name: String
  /// Addresses of its subnets, where they are asked for; none in a network of the first kind.
  var subnetworks: [String]?
}

/// Something under way in one zone.
struct GCEOperation: Decodable, Sendable {
  static let fields = "name,status,error/errors(code,message)"

  struct Trouble: Decodable, Sendable {
    var errors: [Reason]?
  }

  struct Reason: Decodable, Sendable {
    /// `QUOTA_EXCEEDED`.
    var code: String?
    var message: String?
  }

  var name: String
  /// `PENDING`, `RUNNING` or `DONE`.
  var status: String
  /// The id of the machine.
  var targetId: String?
  var error: Trouble?

  /// What went wrong; empty for what has not ended, and for what ended well.
  var reasons: [Reason] { error?.errors ?? [] }
}

/// An answer that is an error, of the API or of the login.
struct GCERefusal: Decodable {
  private struct Told: Decodable {
    struct Reason: Decodable {
      var reason: String?
    }

    var message: String?
    var errors: [Reason]?
  }

  let words: String?
  let asksForFewer: Bool

  private enum CodingKeys: String, CodingKey {
    case error
    case description = "error_description"
  }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: CodingKeys.self)
    guard let told = try? body.decode(Told.self, forKey: .error) else {
      let name = try body.decode(String.self, forKey: .error)
      words = try body.decodeIfPresent(String.self, forKey: .description) ?? name
      asksForFewer = false
      return
    }
    words = told.message
    asksForFewer = told.errors?.contains { ["rateLimitExceeded", "userRateLimitExceeded"].contains($0.reason) } == true
  }
}
