import MistModel

/// What machines are made from.
extension EC2Driver {
  func sizes() async throws -> [Size] {
    try await knownSizes.all {
      let pages = try await api.pages("DescribeInstanceTypes", [("MaxResults", "100")], within: .seconds(60))
      let sizes = pages.flatMap { page in
        page.items("instanceTypeSet").compactMap { Self.size($0) }
      }
      return sizes.sorted {
        (Self.family($0), $0.memory ?? 0, $0.name) < (Self.family($1), $1.memory ?? 0, $1.name)
      }
    }
  }

  private static func size(_ element: XMLElement) -> Size? {
    guard let name = element.text("instanceType") else { return nil }
    return Size(
      id: SizeID(name), name: name, memory: element["memoryInfo"]?.text("sizeInMiB").flatMap { Int($0) },
      disk: element["instanceStorageInfo"]?.text("totalSizeInGB").flatMap { Int($0) })
  }

  /// `t3` of `t3.micro`.
  private static func family(_ size: Size) -> Substring { size.name.prefix { $0 != "." } }

  /// Availability zones, with the original's ids: their number in the order of their names.
  func locations() async throws -> [Location] {
    knownZones.names = nil
    return try await zones().enumerated().map { Location(id: LocationID(String($0.offset)), name: $0.element) }
  }

  private func zones() async throws -> [String] {
    if let known = knownZones.names { return known }
    let answer = try await api.call("DescribeAvailabilityZones")
    let zones = answer.items("availabilityZoneInfo").compactMap { $0.text("zoneName") }
    knownZones.names = zones.sorted()
    return zones.sorted()
  }

  /// The availability zone that an order names by its number or its name.
  func zone(_ location: LocationID) async throws -> String {
    let zones = try await zones()
    if let number = Int(location.rawValue), zones.indices.contains(number) { return zones[number] }
    guard zones.contains(location.rawValue) else {
      throw MistError(
        .notFound, "no location '\(location)' in \(account.title)",
        hint: "its locations: \(zones.joined(separator: ", "))")
    }
    return location.rawValue
  }

  /// Virtual private clouds, each followed by its subnets. A machine goes into a subnet; ordered into a cloud, into one
  /// of its subnets.
  func networks() async throws -> [Network] {
    async let clouds = api.pages("DescribeVpcs", [("MaxResults", "1000")])
    async let subnets = api.pages("DescribeSubnets", [("MaxResults", "1000")])
    let all = try await subnets.flatMap { page in EC2Subnet.all(in: page) }
    let inside = Dictionary(grouping: all, by: \.cloud)
    return try await clouds.flatMap { page in page.items("vpcSet") }.flatMap { cloud in
      guard let id = cloud.text("vpcId") else { return [Network]() }
      let range = cloud.text("cidrBlock") ?? ""
      let name = EC2Subnet.name(of: cloud) ?? (cloud.text("isDefault") == "true" ? "default" : id)
      let network = Network(
        id: NetworkID(id), name: range.isEmpty ? name : "\(name) \(range)", status: cloud.text("state") ?? "")
      return [network] + (inside[id] ?? []).map(\.network)
    }
  }
}

/// A part of a virtual private cloud, in one availability zone.
struct EC2Subnet: Sendable {
  var id: String
  var cloud: String
  var zone: String
  /// Takes machines whose order names no subnet.
  var isDefault: Bool
  var network: Network

  static func all(in answer: XMLElement) -> [EC2Subnet] {
    answer.items("subnetSet").compactMap { EC2Subnet($0) }
  }

  private init?(_ element: XMLElement) {
    guard let id = element.text("subnetId"), let cloud = element.text("vpcId") else { return nil }
    self.id = id
    self.cloud = cloud
    zone = element.text("availabilityZone") ?? ""
    isDefault = element.text("defaultForAz") == "true"
    let parts = [Self.name(of: element), element.text("cidrBlock"), zone].compactMap(\.self).filter { !$0.isEmpty }
    network = Network(
      id: NetworkID(id), name: parts.joined(separator: " "), status: element.text("state") ?? "",
      isPublic: element.text("mapPublicIpOnLaunch") == "true")
  }

  /// What the tag `Name` says.
  static func name(of element: XMLElement) -> String? {
    element["tagSet"]?.children.first { $0.text("key") == "Name" }?.text("value")
  }
}
