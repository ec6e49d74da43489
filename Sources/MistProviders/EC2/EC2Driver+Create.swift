import Crypto
import Foundation
import MistModel

/// Making machines, and what they need at EC2: a key pair and a security group.
extension EC2Driver {
  /// The order's id goes along as `ClientToken`: the same order makes the same machine, however often it is sent.
  func create(_ order: MachineOrder) async throws -> Machine {
    let size = try neededSize(of: order)
    guard order.networks.count <= 1 else {
      throw MistError(
        .invalid, "a machine in \(account.title) is made in one network, not in \(order.networks.count)",
        hint: "name one of them")
    }
    async let keyPair = keyPair(for: order.key)
    async let place = place(of: order)
    var parameters = [
      ("ImageId", order.image.rawValue), ("InstanceType", size.rawValue), ("MinCount", "1"), ("MaxCount", "1"),
      ("ClientToken", Self.token(of: order)), ("TagSpecification.1.ResourceType", "instance"),
      ("TagSpecification.1.Tag.1.Key", "Name"), ("TagSpecification.1.Tag.1.Value", order.name),
    ]
    parameters += try await place
    if let name = try await keyPair { parameters.append(("KeyName", name)) }
    let answer = try await api.call("RunInstances", parameters)
    guard let instance = answer.items("instancesSet").first else {
      throw MistError(
        .failed, "\(account.title): EC2 took the order of \(order.name) and names no machine",
        hint: "look at list-machines before you try again")
    }
    var machine = try machine(instance)
    machine.name = order.name
    return machine
  }

  /// At most 64 plain characters.
  private static func token(of order: MachineOrder) -> String {
    let id = order.orderID
    guard id.utf8.count > 64 || id.isEmpty || !id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return id }
    return hexadecimal(SHA256.hash(data: Data(id.utf8)))
  }

  // MARK: - Key pairs

  /// The name of the key pair there with the same public half; it is imported when there is none.
  private func keyPair(for key: OrderedKey?) async throws -> String? {
    guard let key else { return nil }
    let answer = try await api.call("DescribeKeyPairs", [("IncludePublicKey", "true")])
    let pairs = answer.items("keySet").compactMap { pair in
      pair.text("keyName").map { (name: $0, half: Self.half(pair.text("publicKey") ?? "")) }
    }
    let half = Self.half(key.publicKey)
    if let known = pairs.first(where: { $0.half == half }) { return known.name }
    // Another key has the name: the same name with the beginning of this one's fingerprint is always the same, too.
    let isTaken = pairs.contains { $0.name == key.name }
    let name = isTaken ? "\(key.name)-\(Self.beginning(ofFingerprint: half))" : key.name
    do {
      let material = Data(key.publicKey.utf8).base64EncodedString()
      _ = try await api.call("ImportKeyPair", [("KeyName", name), ("PublicKeyMaterial", material)])
    } catch let error as MistError where error.summary.contains("(InvalidKeyPair.Duplicate)") {
      // Somebody imported it meanwhile, or our own first try did.
    }
    return name
  }

  /// Kind and key, without the comment.
  private static func half(_ publicKey: String) -> String {
    publicKey.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
  }

  private static func beginning(ofFingerprint half: String) -> String {
    let key = half.split(separator: " ").last.flatMap { Data(base64Encoded: String($0)) } ?? Data(half.utf8)
    return hexadecimal(SHA256.hash(data: key).prefix(4))
  }

  // MARK: - Where it goes

  /// The zone, the subnet and the security group, as parameters of `RunInstances`.
  private func place(of order: MachineOrder) async throws -> [(String, String)] {
    var zone: String?
    if let location = order.location, !location.rawValue.isEmpty { zone = try await self.zone(location) }
    var parameters = zone.map { [("Placement.AvailabilityZone", $0)] } ?? []
    let cloud: String
    if let network = order.networks.first {
      let subnet = try await subnet(of: network, in: zone)
      parameters.append(("SubnetId", subnet.id))
      cloud = subnet.cloud
    } else {
      cloud = try await defaultCloud()
    }
    return parameters + [("SecurityGroupId.1", try await securityGroup(in: cloud))]
  }

  private func subnet(of network: NetworkID, in zone: String?) async throws -> EC2Subnet {
    let isSubnet = network.rawValue.hasPrefix("subnet-")
    var parameters =
      isSubnet ? [("SubnetId.1", network.rawValue)] : filter(1, "vpc-id", [network.rawValue])
    if !isSubnet, let zone { parameters += filter(2, "availability-zone", [zone]) }
    let subnets = EC2Subnet.all(in: try await api.call("DescribeSubnets", parameters))
    let ordered = subnets.sorted { ($0.isDefault ? 0 : 1, $0.zone, $0.id) < ($1.isDefault ? 0 : 1, $1.zone, $1.id) }
    guard let subnet = ordered.first else {
      throw MistError(
        .notFound, "no subnet of network '\(network)' in \(account.title)\(zone.map { ", \($0)" } ?? "")",
        hint: "list-networks shows them")
    }
    return subnet
  }

  private func defaultCloud() async throws -> String {
    let answer = try await api.call("DescribeVpcs", filter(1, "is-default", ["true"]))
    guard let cloud = answer.items("vpcSet").first?.text("vpcId") else {
      throw MistError(
        .invalid, "\(account.title) has no default network",
        hint: "name one with --network-id; list-networks shows them")
    }
    return cloud
  }

  // MARK: - The security group

  /// The original's group let everything in; this one lets in SSH alone, so it has another name.
  private static let groupName = "mist-shell-ssh"

  private func securityGroup(in cloud: String) async throws -> String {
    if let known = try await knownGroup(in: cloud) { return known }
    let group: String?
    do {
      let answer = try await api.call(
        "CreateSecurityGroup",
        [("GroupName", Self.groupName), ("GroupDescription", "SSH from anywhere, by mist-shell"), ("VpcId", cloud)])
      group = answer.text("groupId")
    } catch let error as MistError where error.summary.contains("(InvalidGroup.Duplicate)") {
      // Another machine that was ordered at the same time had it made.
      group = try await knownGroup(in: cloud)
    }
    guard let group else {
      throw MistError(.failed, "\(account.title): security group '\(Self.groupName)' could not be made")
    }
    try await letSSHIn(group)
    return group
  }

  /// One that people narrowed is left as they want it; one without any rule was not finished.
  private func knownGroup(in cloud: String) async throws -> String? {
    let answer = try await api.call(
      "DescribeSecurityGroups", filter(1, "group-name", [Self.groupName]) + filter(2, "vpc-id", [cloud]))
    guard let group = answer.items("securityGroupInfo").first, let id = group.text("groupId") else { return nil }
    if group.items("ipPermissions").first == nil { try await letSSHIn(id) }
    return id
  }

  private func letSSHIn(_ group: String) async throws {
    do {
      _ = try await api.call(
        "AuthorizeSecurityGroupIngress",
        [
          ("GroupId", group), ("IpPermissions.1.IpProtocol", "tcp"), ("IpPermissions.1.FromPort", "22"),
          ("IpPermissions.1.ToPort", "22"), ("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"),
          ("IpPermissions.1.Ipv6Ranges.1.CidrIpv6", "::/0"),
        ])
    } catch let error as MistError where error.summary.contains("(InvalidPermission.Duplicate)") {
      // The rule is there already.
    }
  }
}
