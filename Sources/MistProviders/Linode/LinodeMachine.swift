import MistModel

/// A machine as the Linode API v4 describes it.
struct LinodeMachine: Decodable, Sendable {
  struct Specs: Decodable, Sendable {
    /// MiB.
    var memory: Int?
    var vcpus: Int?
    /// MiB.
    var disk: Int?
  }

  var id: Int
  var label: String
  var status: String
  var ipv4: [String]?
  /// One address, written as a network: `2600:3c03::1/128`.
  var ipv6: String?
  var image: String?
  var type: String?
  var region: String?
  var created: String?
  var specs: Specs?
  var tags: [String]?

  func machine(in backend: BackendID) -> Machine {
    let addresses = ipv4 ?? []
    let sixth = ipv6.map { [String($0.prefix { $0 != "/" })] } ?? []
    return Machine(
      id: MachineID(String(id)), backend: backend, name: label, state: state,
      publicIPs: addresses.filter { !Self.isPrivate($0) } + sixth, privateIPs: addresses.filter(Self.isPrivate),
      image: image.map { ImageID($0) }, size: type.map { SizeID($0) }, extra: extra, actions: actions)
  }

  private var state: MachineState {
    switch status {
    case "running": .running
    case "offline", "stopped": .stopped
    case "rebooting": .rebooting
    case "billing_suspension": .suspended
    case "booting", "busy", "shutting_down", "provisioning", "deleting", "migrating", "rebuilding", "cloning",
      "restoring", "resizing":
      .pending
    default: MachineState(rawValue: status)
    }
  }

  private var actions: Set<MachineAction> {
    switch state {
    case .running: [.stop, .reboot, .destroy, .resize, .rename, .tag]
    case .stopped: [.start, .destroy, .resize, .rename, .tag]
    case .pending, .rebooting: [.tag]
    default: [.destroy, .tag]
    }
  }

  /// All that Linode hands out as private is in 192.168.128.0/17.
  private static func isPrivate(_ address: String) -> Bool { address.hasPrefix("192.168.") }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    extra["region"] = region.map { .string($0) }
    extra["created"] = created.map { .string($0) }
    extra["memory"] = specs?.memory.map { .integer($0) }
    extra["vcpus"] = specs?.vcpus.map { .integer($0) }
    extra["disk"] = specs?.disk.map { .integer($0) }
    extra["tags"] = tags.map { .array($0.map { .string($0) }) }
    return extra
  }
}
