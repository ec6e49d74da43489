import MistModel

/// A machine as EC2 tells of it.
struct EC2Instance {
  private let id: String
  private let element: XMLElement
  private let tags: [(key: String, value: String)]

  /// The states of machines that are not gone.
  static let livingStates = ["pending", "running", "stopping", "stopped"]

  /// - Returns: `nil` without an id.
  init?(_ element: XMLElement) {
    guard let id = element.text("instanceId") else { return nil }
    self.id = id
    self.element = element
    tags = element.items("tagSet").compactMap { tag in
      tag.text("key").map { ($0, tag.text("value") ?? "") }
    }
  }

  func machine(of backend: BackendID) -> Machine {
    let state = element["instanceState"]?.text("name") ?? ""
    return Machine(
      id: MachineID(id), backend: backend, name: tag("Name") ?? id, state: Self.states[state] ?? .unknown,
      publicIPs: [element.text("ipAddress"), element.text("ipv6Address")].compactMap(\.self),
      privateIPs: [element.text("privateIpAddress")].compactMap(\.self), tags: ownTags,
      image: element.text("imageId").map { ImageID($0) }, size: element.text("instanceType").map { SizeID($0) },
      extra: extra, actions: Self.actions[state] ?? [])
  }

  private func tag(_ key: String) -> String? {
    tags.first { $0.key == key && !$0.value.isEmpty }?.value
  }

  /// Those that people gave it at the provider. Amazon's own begin with `aws:`.
  private var ownTags: [Tag] {
    tags.filter { $0.key != "Name" && !$0.key.hasPrefix("aws:") }
      .map { Tag(key: $0.key, value: $0.value.isEmpty ? nil : $0.value) }.sorted()
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    for (name, value) in [
      ("availability", element["placement"]?.text("availabilityZone")), ("key_name", element.text("keyName")),
      ("launch_time", element.text("launchTime")), ("dns_name", element.text("dnsName")),
      ("private_dns", element.text("privateDnsName")), ("vpc_id", element.text("vpcId")),
      ("subnet_id", element.text("subnetId")), ("architecture", element.text("architecture")),
      ("reason", element["stateReason"]?.text("message")),
    ] {
      if let value { extra[name] = .string(value) }
    }
    return extra
  }

  private static let states: [String: MachineState] = [
    "pending": .pending, "running": .running, "stopping": .pending, "stopped": .stopped,
    "shutting-down": .terminated, "terminated": .terminated,
  ]

  private static let actions: [String: Set<MachineAction>] = [
    "pending": [.destroy, .rename, .tag], "stopping": [.destroy, .rename, .tag],
    "running": [.stop, .reboot, .destroy, .rename, .tag],
    "stopped": [.start, .destroy, .rename, .resize, .tag],
  ]
}
