import MistModel

// What version 1.0 of the API answers, as far as it is read.

struct FirstGenerationServer: CloudListed {
  static let collection = "servers"

  struct Addresses: Decodable, Sendable {
    var open: [String]?
    var inner: [String]?

    private enum CodingKeys: String, CodingKey {
      case open = "public"
      case inner = "private"
    }
  }

  var id: Int
  var name: String
  var status: String
  var imageId: Int?
  var flavorId: Int?
  /// Per cent of what is being done.
  var progress: Int?
  var addresses: Addresses?
  var metadata: [String: String]?

  var state: MachineState {
    switch status {
    case "ACTIVE", "VERIFY_RESIZE", "RESCUE", "PASSWORD", "SHARE_IP", "SHARE_IP_NO_CONFIG", "DELETE_IP": .running
    case "BUILD", "REBUILD", "QUEUE_RESIZE", "PREP_RESIZE", "RESIZE": .pending
    case "REBOOT", "HARD_REBOOT": .rebooting
    case "SUSPENDED": .suspended
    case "DELETED": .terminated
    case "ERROR": .error
    default: .unknown
    }
  }

  func machine(in backend: BackendID) -> Machine {
    var extra: [String: JSONValue] = ["status": .string(status)]
    extra["progress"] = progress.map { .integer($0) }
    if let metadata, !metadata.isEmpty { extra["metadata"] = .object(metadata.mapValues { .string($0) }) }
    return Machine(
      id: MachineID(String(id)), backend: backend, name: name, state: state, publicIPs: addresses?.open ?? [],
      privateIPs: addresses?.inner ?? [], image: imageId.map { ImageID(String($0)) },
      size: flavorId.map { SizeID(String($0)) }, extra: extra, actions: actions)
  }

  private var actions: Set<MachineAction> {
    switch state {
    case .running: [.reboot, .destroy, .resize, .rename, .tag]
    case .terminated: []
    default: [.destroy, .rename, .tag]
    }
  }
}

struct FirstGenerationOneServer: Decodable, Sendable {
  var server: FirstGenerationServer
}

struct FirstGenerationImage: CloudListed {
  static let collection = "images"

  var id: Int
  var name: String
  var status: String?

  var image: Image { Image(id: ImageID(String(id)), name: name) }
  var canBeUsed: Bool { status == nil || status == "ACTIVE" }
}

struct FirstGenerationFlavor: CloudListed {
  static let collection = "flavors"

  var id: Int
  var name: String
  /// MiB.
  var ram: Int?
  /// GB.
  var disk: Int?

  var size: Size { Size(id: SizeID(String(id)), name: name, memory: ram, disk: disk) }
}
