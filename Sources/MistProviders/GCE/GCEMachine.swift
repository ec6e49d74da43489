import Foundation
import MistModel

/// A machine as the Compute Engine API v1 describes it.
struct GCEMachine: Decodable, Sendable {
  struct Interface: Decodable, Sendable {
    struct Access: Decodable, Sendable {
      var natIP: String?
      var externalIpv6: String?
    }

    var network: String?
    var networkIP: String?
    var ipv6Address: String?
    var accessConfigs: [Access]?
    var ipv6AccessConfigs: [Access]?
  }

  struct Metadata: Decodable, Sendable {
    struct Item: Decodable, Sendable {
      var key: String
      var value: String?
    }

    var items: [Item]?
  }

  struct NetworkTags: Decodable, Sendable {
    var items: [String]?
  }

  /// A number with up to twenty digits, which no other machine ever has; names come again.
  var id: String
  var name: String
  var status: String
  /// An address, as all that names something else here.
  var zone: String
  var machineType: String?
  /// By the clock of California: `2026-11-01T04:00:00.000-08:00`.
  var creationTimestamp: String?
  var networkInterfaces: [Interface]?
  var metadata: Metadata?
  var tags: NetworkTags?
  var labels: [String: String]?
  var deletionProtection: Bool?

  static let fields =
    "id,name,status,zone,machineType,creationTimestamp,networkInterfaces(network,networkIP,ipv6Address,"
    + "accessConfigs/natIP,ipv6AccessConfigs/externalIpv6),metadata/items,tags/items,labels,deletionProtection"

  var zoneName: String { zone.lastSegment }

  func machine(in backend: BackendID) -> Machine {
    let interfaces = networkInterfaces ?? []
    let access = interfaces.flatMap { $0.accessConfigs ?? [] }.compactMap(\.natIP)
    let sixth = interfaces.flatMap { $0.ipv6AccessConfigs ?? [] }.compactMap(\.externalIpv6)
    return Machine(
      id: MachineID(id), backend: backend, name: name, state: state, publicIPs: access + sixth,
      privateIPs: interfaces.compactMap(\.networkIP) + interfaces.compactMap(\.ipv6Address),
      size: machineType.map { SizeID($0.lastSegment) }, extra: extra, actions: actions)
  }

  private var state: MachineState {
    switch status {
    case "RUNNING": .running
    case "TERMINATED", "STOPPED": .stopped
    case "SUSPENDED": .suspended
    case "PROVISIONING", "STAGING", "PENDING", "STOPPING", "PENDING_STOP", "SUSPENDING", "REPAIRING",
      "DEPROVISIONING":
      .pending
    default: MachineState(rawValue: status.lowercased())
    }
  }

  private var actions: Set<MachineAction> {
    let actions: Set<MachineAction> =
      switch state {
      case .running: [.stop, .reboot, .destroy, .tag]
      case .stopped: [.start, .destroy, .resize, .rename, .tag]
      case .suspended: [.start, .destroy, .tag]
      default: [.destroy, .tag]
      }
    return deletionProtection == true ? actions.subtracting([.destroy]) : actions
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = ["zone": .string(zoneName)]
    extra["created"] = creationTimestamp.flatMap { try? Date($0, strategy: .iso8601) }.map {
      .string($0.ISO8601Format())
    }
    extra["network"] = networkInterfaces?.first?.network.map { .string($0.lastSegment) }
    extra["tags"] = tags?.items.map { .array($0.map { .string($0) }) }
    extra["labels"] = labels.map { .object($0.mapValues { .string($0) }) }
    extra["deletionProtection"] = deletionProtection.map { .bool($0) }
    extra["ssh_user"] = loginUser.map { .string($0) }
    return extra
  }

  /// The user that the keys of this machine are for, where they are all for one.
  private var loginUser: String? {
    let keys = metadata?.items?.first { $0.key == GCEDriver.keysName }?.value ?? ""
    let users = Set(
      keys.split(whereSeparator: \.isNewline).compactMap {
        $0.split(separator: ":", maxSplits: 1).first.map(String.init)
      })
    return users.count == 1 ? users.first { $0.isLogin } : nil
  }
}

extension String {
  /// A name that stands in a command line and means nothing else there.
  fileprivate var isLogin: Bool {
    utf8.allSatisfy { $0 < 0x80 } && first.map { $0.isLetter || $0 == "_" } == true
      && allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
  }

  /// The name at the end of an address.
  var lastSegment: String { split(separator: "/").last.map(String.init) ?? self }
}
