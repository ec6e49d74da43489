import MistModel

/// A machine as the DigitalOcean API v2 describes it.
struct DigitalOceanMachine: Decodable, Sendable {
  struct Networks: Decodable, Sendable {
    var v4: [NetworkAddress]?
    var v6: [NetworkAddress]?
  }

  struct NetworkAddress: Decodable, Sendable {
    var ip_address: String
    /// `public` or `private`.
    var type: String
  }

  var id: Int
  var name: String
  var status: String
  /// Something is being done with it, and nothing else can be until that ends.
  var locked: Bool?
  var image: DigitalOceanImage?
  var size_slug: String?
  var region: DigitalOceanRegion?
  var networks: Networks?
  var created_at: String?
  /// MiB.
  var memory: Int?
  var vcpus: Int?
  /// GiB.
  var disk: Int?
  var tags: [String]?
  var vpc_uuid: String?

  func machine(in backend: BackendID) -> Machine {
    let addresses = (networks?.v4 ?? []) + (networks?.v6 ?? [])
    return Machine(
      id: MachineID(String(id)), backend: backend, name: name, state: state,
      publicIPs: addresses.filter { $0.type == "public" }.map(\.ip_address),
      privateIPs: addresses.filter { $0.type == "private" }.map(\.ip_address), image: image?.imageID,
      size: size_slug.map { SizeID($0) }, extra: extra, actions: actions)
  }

  private var state: MachineState {
    switch status {
    case "new": .pending
    case "active": .running
    case "off": .stopped
    case "archive": .terminated
    default: MachineState(rawValue: status)
    }
  }

  private var actions: Set<MachineAction> {
    guard locked != true else { return [.tag] }
    return switch state {
    case .running: [.stop, .reboot, .destroy, .rename, .tag]
    case .stopped: [.start, .destroy, .resize, .rename, .tag]
    case .terminated: []
    default: [.destroy, .tag]
    }
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    extra["region"] = region.map { .string($0.slug) }
    extra["created_at"] = created_at.map { .string($0) }
    extra["memory"] = memory.map { .integer($0) }
    extra["vcpus"] = vcpus.map { .integer($0) }
    extra["disk"] = disk.map { .integer($0) }
    extra["vpc_uuid"] = vpc_uuid.map { .string($0) }
    extra["tags"] = tags.map { .array($0.map { .string($0) }) }
    return extra
  }
}

struct DigitalOceanMachineAnswer: Decodable {
  var droplet: DigitalOceanMachine
}

/// Work under way at one machine.
struct DigitalOceanAction: Decodable, Sendable {
  var id: Int
  /// `in-progress`, `completed` or `errored`.
  var status: String
  var type: String?
}

struct DigitalOceanActionAnswer: Decodable {
  var action: DigitalOceanAction
}
