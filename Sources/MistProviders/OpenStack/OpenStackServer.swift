import MistModel

/// A machine as the compute service tells of it.
struct OpenStackServer: CloudListed {
  static let collection = "servers"

  struct Address: Decodable, Sendable {
    var addr: String
    var version: Int?
    /// `fixed` or `floating`; some clouds do not tell.
    var kind: String?

    private enum CodingKeys: String, CodingKey {
      case addr, version
      case kind = "OS-EXT-IPS:type"
    }
  }

  struct Fault: Decodable, Sendable {
    var message: String?
  }

  var id: String
  var name: String
  var status: String
  /// By the name of the network.
  var addresses: [String: [Address]]?
  var image: CloudReference?
  var flavor: CloudReference?
  var key_name: String?
  var created: String?
  var metadata: [String: String]?
  var fault: Fault?
  var task: String?
  var zone: String?

  private enum CodingKeys: String, CodingKey {
    case id, name, status, addresses, image, flavor, key_name, created, metadata, fault
    case task = "OS-EXT-STS:task_state"
    case zone = "OS-EXT-AZ:availability_zone"
  }

  var state: MachineState {
    switch status {
    case "ACTIVE", "VERIFY_RESIZE", "PASSWORD", "RESCUE": .running
    case "SHUTOFF", "SHELVED", "SHELVED_OFFLOADED": .stopped
    case "BUILD", "REBUILD", "RESIZE", "REVERT_RESIZE", "MIGRATING": .pending
    case "REBOOT", "HARD_REBOOT": .rebooting
    case "PAUSED": .paused
    case "SUSPENDED": .suspended
    case "ERROR": .error
    case "DELETED", "SOFT_DELETED": .terminated
    default: .unknown
    }
  }

  /// Something that was ordered is under way.
  var isChanging: Bool { task != nil || state == .pending || state == .rebooting }

  var isBeingDestroyed: Bool { task == "deleting" || task == "soft-deleting" || status == "DELETED" }

  /// - Parameter abilities: what its cloud has at all.
  func machine(of backend: BackendID, abilities: Set<Ability>) -> Machine {
    let (open, inner) = OpenStackAddresses.sorted(addresses ?? [:])
    return Machine(
      id: MachineID(id), backend: backend, name: name, state: state, publicIPs: open, privateIPs: inner,
      image: image?.id.map { ImageID($0) }, size: flavor?.id.map { SizeID($0) }, extra: extra,
      actions: state.actions.intersection(abilities.actions))
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = ["status": .string(status)]
    let told = [
      ("availability_zone", zone), ("created", created), ("key_name", key_name), ("task_state", task),
      ("fault", fault?.message),
    ]
    for (name, value) in told { if let value, !value.isEmpty { extra[name] = .string(value) } }
    if let metadata, !metadata.isEmpty { extra["metadata"] = .object(metadata.mapValues { .string($0) }) }
    return extra
  }
}

/// `{"id": …}`, or an empty text where there is none: a machine that boots from a volume has no image.
struct CloudReference: Decodable, Sendable {
  var id: String?

  private enum CodingKeys: CodingKey {
    case id
  }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.singleValueContainer(), (try? container.decode(String.self)) != nil { return }
    id = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .id)
  }
}

extension MachineState {
  /// What a cloud lets one do with a machine in this state.
  fileprivate var actions: Set<MachineAction> {
    switch self {
    case .running: [.stop, .reboot, .destroy, .resize, .rename, .tag]
    case .stopped: [.start, .destroy, .resize, .rename, .tag]
    case .terminated: []
    default: [.destroy, .rename, .tag]
    }
  }
}

extension Set<Ability> {
  fileprivate var actions: Set<MachineAction> {
    Set<MachineAction>(MachineAction.allCases.filter { $0.ability.map(contains) ?? true })
  }
}
