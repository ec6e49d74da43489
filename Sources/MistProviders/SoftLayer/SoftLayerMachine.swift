import MistModel

/// A virtual guest as SoftLayer's API describes it.
struct SoftLayerMachine: SoftLayerListed {
  struct KeyName: Decodable, Sendable {
    var keyName: String?
  }

  struct Transaction: Decodable, Sendable {
    struct Status: Decodable, Sendable {
      var name: String?
      var friendlyName: String?
    }

    var transactionStatus: Status?
  }

  struct Place: Decodable, Sendable {
    var name: String?
  }

  struct System: Decodable, Sendable {
    struct License: Decodable, Sendable {
      var softwareDescription: Software?
    }

    struct Software: Decodable, Sendable {
      var referenceCode: String?
    }

    var softwareLicense: License?
  }

  struct Bill: Decodable, Sendable {
    struct Item: Decodable, Sendable {
      var preset: KeyName?
    }

    var orderItem: Item?
  }

  struct Template: Decodable, Sendable {
    var globalIdentifier: String?
  }

  struct Attribute: Decodable, Sendable {
    var value: String?
  }

  var id: Int
  var hostname: String
  var domain: String?
  var createDate: String?
  /// There is none until it was set up.
  var provisionDate: String?
  var powerState: KeyName?
  /// What is being done to it.
  var activeTransaction: Transaction?
  var datacenter: Place?
  var primaryIpAddress: String?
  var primaryBackendIpAddress: String?
  var maxCpu: Int?
  /// MiB.
  var maxMemory: Int?
  var operatingSystem: System?
  /// The image of the account's own that it was made from.
  var blockDeviceTemplateGroup: Template?
  var billingItem: Bill?
  var userData: [Attribute]?
  var notes: String?

  static let collection = "virtualGuests"
  static let mask =
    "mask[id,hostname,domain,createDate,provisionDate,powerState[keyName],"
    + "activeTransaction[transactionStatus[name,friendlyName]],datacenter[name],primaryIpAddress,"
    + "primaryBackendIpAddress,maxCpu,maxMemory,operatingSystem[softwareLicense[softwareDescription[referenceCode]]],"
    + "blockDeviceTemplateGroup[globalIdentifier],billingItem[orderItem[preset[keyName]]],userData[value],notes]"

  func machine(in backend: BackendID) -> Machine {
    Machine(
      id: MachineID(String(id)), backend: backend, name: SoftLayerName(hostname: hostname, domain: domain).text,
      state: state, publicIPs: [primaryIpAddress].compactMap { $0 },
      privateIPs: [primaryBackendIpAddress].compactMap { $0 },
      image: image.map { ImageID($0) },
      size: billingItem?.orderItem?.preset?.keyName.map { SizeID($0) }, extra: extra, actions: actions)
  }

  private var image: String? {
    blockDeviceTemplateGroup?.globalIdentifier ?? operatingSystem?.softwareLicense?.softwareDescription?.referenceCode
  }

  private var transaction: String? { activeTransaction?.transactionStatus?.name }

  var state: MachineState {
    // Given up, and kept for some days in case that was a mistake.
    if transaction?.hasPrefix("RECLAIM") == true { return .terminated }
    guard let provisionDate, !provisionDate.isEmpty else { return .pending }
    return switch powerState?.keyName {
    case "RUNNING": .running
    case "HALTED": .stopped
    case "PAUSED": .paused
    case let other?: MachineState(rawValue: other.lowercased())
    case nil: .unknown
    }
  }

  private var actions: Set<MachineAction> {
    switch state {
    case .running: [.stop, .reboot, .destroy, .rename, .tag]
    case .stopped: [.start, .destroy, .rename, .tag]
    case .terminated: []
    case .pending: [.tag]
    default: [.destroy, .rename, .tag]
    }
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = ["hostname": .string(hostname)]
    let told = [
      ("domain", domain), ("datacenter", datacenter?.name), ("created", createDate), ("notes", notes),
      ("transaction", activeTransaction?.transactionStatus?.friendlyName),
    ]
    for (name, value) in told { if let value, !value.isEmpty { extra[name] = .string(value) } }
    extra["maxCpu"] = maxCpu.map { .integer($0) }
    extra["maxMemory"] = maxMemory.map { .integer($0) }
    return extra
  }
}
