import MistModel

/// A machine as the Resource Manager describes it: its state and its addresses are in other listings.
struct AzureMachine: Decodable, Sendable {
  struct Properties: Decodable, Sendable {
    /// Always the same, and never another machine's.
    var vmId: String?
    /// `Succeeded`, `Creating`, `Updating`, `Deleting` or `Failed`.
    var provisioningState: String?
    var timeCreated: String?
    var hardwareProfile: Hardware?
    var storageProfile: Storage?
    var osProfile: System?
    var instanceView: InstanceView?
  }

  struct Hardware: Decodable, Sendable {
    var vmSize: String?
  }

  struct Storage: Decodable, Sendable {
    struct Disk: Decodable, Sendable {
      var osType: String?
    }

    var imageReference: ImageReference?
    var osDisk: Disk?
  }

  struct ImageReference: Decodable, Sendable {
    /// Of an image of one's own.
    var id: String?
    var publisher: String?
    var offer: String?
    var sku: String?
    var version: String?

    var image: ImageID? {
      if let id { return ImageID(AzureID(id).map { $0.part == nil ? $0.short : id } ?? id) }
      let words = [publisher, offer, sku, version].compactMap(\.self)
      return words.count == 4 ? ImageID(words.joined(separator: ":")) : nil
    }
  }

  struct System: Decodable, Sendable {
    var computerName: String?
  }

  struct InstanceView: Decodable, Sendable {
    struct Status: Decodable, Sendable {
      /// `PowerState/running`, `ProvisioningState/succeeded`.
      var code: String?
    }

    var statuses: [Status]?

    /// What comes after `PowerState/`.
    var power: String? {
      statuses?.compactMap(\.code).last { $0.hasPrefix(Self.prefix) }.map { String($0.dropFirst(Self.prefix.count)) }
    }

    private static let prefix = "PowerState/"
  }

  var id: String
  var name: String
  var location: String?
  var tags: [String: String]?
  var properties: Properties

  /// In small letters, as there are both.
  var machineID: MachineID? { properties.vmId.map { MachineID($0.lowercased()) } }

  /// `nil` for an id that is none of a machine's.
  var resource: AzureID? {
    AzureID(id).map { AzureID(group: $0.group, kind: AzureID.machines, name: $0.name) }
  }

  /// - Parameters:
  ///   - power: `running`, from a listing of its own.
  ///   - addresses: of its network cards.
  /// - Returns: `nil` for one that has no id yet.
  func machine(in backend: BackendID, power: String?, addresses: AzureAddresses) -> Machine? {
    guard let machineID else { return nil }
    let state = state(power: power)
    return Machine(
      id: machineID, backend: backend, name: name, state: state, publicIPs: addresses.outer,
      privateIPs: addresses.inner, image: properties.storageProfile?.imageReference?.image,
      size: properties.hardwareProfile?.vmSize.map { SizeID($0) }, extra: extra, actions: actions(in: state))
  }

  private func state(power: String?) -> MachineState {
    let provisioning = properties.provisioningState?.lowercased()
    if provisioning == "creating" || provisioning == "deleting" { return .pending }
    switch power?.lowercased() {
    case "running": return .running
    case "stopped", "deallocated": return .stopped
    case "starting", "stopping", "deallocating": return .pending
    case .some(let other) where other != "unknown": return MachineState(rawValue: other)
    default: break
    }
    switch provisioning {
    case "failed": return .error
    case "updating": return .pending
    default: return .unknown
    }
  }

  private func actions(in state: MachineState) -> Set<MachineAction> {
    switch state {
    case .running: [.stop, .reboot, .destroy, .resize, .tag]
    case .stopped: [.start, .destroy, .resize, .tag]
    case .pending: [.tag]
    case .unknown: [.stop, .reboot, .destroy, .tag]
    default: [.destroy, .tag]
    }
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    extra["location"] = location.map { .string($0) }
    extra["resource_group"] = resource.map { .string($0.group.lowercased()) }
    extra["created"] = properties.timeCreated.map { .string($0) }
    extra["os_type"] = properties.storageProfile?.osDisk?.osType.map { .string($0) }
    extra["computer_name"] = properties.osProfile?.computerName.map { .string($0) }
    extra["tags"] = tags.map { .object($0.mapValues { .string($0) }) }
    return extra
  }
}

/// The addresses of one machine.
struct AzureAddresses: Sendable {
  var inner: [String] = []
  var outer: [String] = []

  /// - Returns: by the `key` of the machine's id.
  static func all(
    of interfaces: [AzureInterface], _ addresses: [AzureAddress]
  ) -> [String: AzureAddresses] {
    let known = Dictionary(
      addresses.map { (AzureID($0.id)?.key ?? "", $0.properties?.ipAddress) }, uniquingKeysWith: { $1 })
    var found: [String: AzureAddresses] = [:]
    for interface in interfaces {
      guard let machine = interface.properties?.virtualMachine?.id.flatMap({ AzureID($0) }) else { continue }
      for configuration in interface.configurations {
        let outer = configuration.publicIPAddress?.id.flatMap { AzureID($0) }.flatMap { known[$0.key] ?? nil }
        found[machine.key, default: AzureAddresses()].inner += configuration.privateIPAddress.map { [$0] } ?? []
        found[machine.key, default: AzureAddresses()].outer += outer.map { [$0] } ?? []
      }
    }
    return found
  }
}
