import MistModel

/// A machine as the query service tells of it.
struct VCloudMachineRecord: Sendable {
  /// The VM's own: `vm-…`.
  let id: String
  private let record: XMLElement

  /// - Returns: `nil` without an id.
  init?(_ record: XMLElement) {
    guard let id = record.entityID, VCloudDriver.isMachine(id) else { return nil }
    self.id = id
    self.record = record
  }

  /// The id of its vApp.
  var vApp: String? { record.entityID(of: "container") }
  var isDeleted: Bool { flag("isDeleted") }
  /// Older services leave addresses out, and newer ones those that they did not hand out.
  var lacksAddress: Bool { status == "POWERED_ON" && text("ipAddress") == nil }

  /// - Parameter addresses: those that the record leaves out.
  func machine(in backend: BackendID, addresses: [String]?) -> Machine {
    let all = (text("ipAddress").map { [$0] } ?? []) + (addresses ?? [])
    // What is no address goes no further: programs are started with it.
    let sound = all.filter { isAddress($0) }
    return Machine(
      id: MachineID(id), backend: backend, name: text("name") ?? id, state: state,
      publicIPs: sound.filter { !isInnerAddress($0) },
      privateIPs: sound.filter { isInnerAddress($0) }, size: size, extra: extra, actions: actions)
  }

  private var status: String { text("status") ?? "" }

  /// One with which something is being done is in no state that lasts.
  private var state: MachineState {
    if flag("isBusy") { return .pending }
    switch status {
    case "POWERED_ON", "WAITING_FOR_INPUT": return .running
    case "POWERED_OFF", "PARTIALLY_POWERED_OFF": return .stopped
    case "SUSPENDED", "PARTIALLY_SUSPENDED": return .suspended
    case "UNRESOLVED", "RESOLVED", "DEPLOYED": return .pending
    case "FAILED_CREATION": return .error
    default: return .unknown
    }
  }

  private var actions: Set<MachineAction> {
    guard !flag("isInMaintenanceMode") else { return [.tag] }
    switch state {
    case .running: return [.stop, .reboot, .destroy, .rename, .tag]
    case .stopped: return [.start, .destroy, .resize, .rename, .tag]
    case .suspended: return [.start, .destroy, .rename, .tag]
    case .pending: return [.tag]
    default: return [.destroy, .tag]
    }
  }

  private var size: SizeID? {
    guard let processors = number("numberOfCpus"), let memory = number("memoryMB") else { return nil }
    return VCloudSize(processors, memory).id
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    extra["vapp"] = vApp.map { .string($0) }
    extra["vdc"] = record.entityID(of: "vdc").map { .string($0) }
    for (name, attribute) in [
      ("vapp_name", "containerName"), ("os", "guestOs"), ("network", "networkName"), ("status", "status"),
      ("storage_profile", "storageProfileName"), ("tools", "vmToolsStatus"),
    ] {
      if let text = text(attribute) { extra[name] = .string(text) }
    }
    extra["vcpus"] = number("numberOfCpus").map { .integer($0) }
    extra["memory"] = number("memoryMB").map { .integer($0) }
    return extra
  }

  private func text(_ name: String) -> String? {
    guard let text = record.attribute(name), !text.isEmpty else { return nil }
    return text
  }

  private func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  private func flag(_ name: String) -> Bool { record.attribute(name) == "true" }
}
