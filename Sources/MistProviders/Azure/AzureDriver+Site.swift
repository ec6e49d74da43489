import MistModel

/// What machines stand in: a resource group, and for each location a network with a subnet, and a security group. Each is
/// made when it is first needed, and left as people change it; all are shared, so none goes with a machine.
extension AzureDriver {
  func site(for order: MachineOrder) async throws -> AzureSite {
    var chosen: (subnet: AzureID, location: String)?
    if let network = order.networks.first { chosen = try await subnet(of: network) }
    let wanted = order.location?.rawValue
    if let chosen, let wanted, chosen.location != wanted {
      throw MistError(
        .invalid, "network \(chosen.subnet.short) of \(account.title) is in \(chosen.location)",
        hint: "a machine in it has the same location")
    }
    guard let location = chosen?.location ?? wanted else {
      throw lackOfLocation
    }
    try await ensureGroup(in: location)
    let guards = AzureID(
      group: AzureOrder.group, kind: AzureID.securityGroups, name: "mist-shell-ssh-\(location)")
    try await ensure(guards, Self.securityGroup(in: location))
    if let chosen { return AzureSite(location: location, subnet: chosen.subnet, securityGroup: guards) }
    let name = "mist-shell-\(location)"
    try await ensure(
      AzureID(group: AzureOrder.group, kind: AzureID.networks, name: name), Self.network(in: location))
    let subnet = AzureID(
      group: AzureOrder.group, kind: AzureID.networks, name: name, part: ("subnets", Self.subnetName))
    return AzureSite(location: location, subnet: subnet, securityGroup: guards)
  }

  private static let subnetName = "default"

  private static func network(in location: String) -> JSONValue {
    [
      "location": .string(location),
      "properties": [
        "addressSpace": ["addressPrefixes": ["10.113.0.0/16"]],
        "subnets": [["name": .string(subnetName), "properties": ["addressPrefix": "10.113.0.0/20"]]],
      ],
    ]
  }

  /// Azure lets nothing in from outside by itself.
  private static func securityGroup(in location: String) -> JSONValue {
    [
      "location": .string(location),
      "properties": [
        "securityRules": [
          [
            "name": "ssh",
            "properties": [
              "priority": 1000, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
              "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*",
              "destinationPortRange": "22",
            ],
          ]
        ]
      ],
    ]
  }

  /// A group has a location of its own, which says nothing of what is in it.
  private func ensureGroup(in location: String) async throws {
    let path = "/resourcegroups/\(AzureOrder.group)"
    guard try await api.known(path, .groups, as: AzureNamed.self) == nil else { return }
    do {
      _ = try await api.success(try api.request(.put, path, .groups, json: ["location": .string(location)]))
    } catch let error as MistError where error.code == .conflict {
      // Another order made it meanwhile, in another location.
      guard try await api.known(path, .groups, as: AzureNamed.self) != nil else { throw error }
    }
  }

  /// Orders that come at once may find it half made.
  private func ensure(_ part: AzureID, _ body: @autoclosure () -> JSONValue) async throws {
    if try await isThere(part) { return }
    do {
      try await make(part, body())
    } catch let error as MistError where error.code == .conflict {
      guard try await isThere(part) else { throw error }
    }
  }

  /// Waits for one that is being made.
  func isThere(_ part: AzureID) async throws -> Bool {
    var pauses = Pauses(within: .seconds(60))
    while let found = try await api.known(part.path, .network, as: AzureMade.self) {
      guard found.isUnderWay, try await pauses.next() else { return true }
    }
    return false
  }

  /// - Parameter network: `group/network`, which means its first subnet, or `group/network/subnet`.
  private func subnet(of network: NetworkID) async throws -> (subnet: AzureID, location: String) {
    let words = network.rawValue.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let missing = MistError(
      .notFound, "no network '\(network)' in \(account.title)", hint: "list-networks shows them")
    guard (2...3).contains(words.count), !words.contains("") else { throw missing }
    let id = AzureID(group: words[0], kind: AzureID.networks, name: words[1])
    guard let found = try await api.known(id.path, .network, as: AzureNetwork.self) else { throw missing }
    let names = found.subnets.map(\.name)
    guard let first = names.first else {
      throw MistError(
        .invalid, "network \(id.short) of \(account.title) has no subnet", hint: "add one at the provider")
    }
    let name = words.count == 3 ? names.first { $0.lowercased() == words[2].lowercased() } : first
    guard let name else { throw missing }
    let subnet = AzureID(group: id.group, kind: id.kind, name: id.name, part: ("subnets", name))
    return (subnet, found.location ?? "")
  }
}
