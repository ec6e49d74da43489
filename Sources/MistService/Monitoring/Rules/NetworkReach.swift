import MistModel

/// How far away something is, by its address: an answer proves that the way to what is as near works, and no more.
enum NetworkReach: Int, Comparable, Sendable {
  /// A container, a virtual machine, a forwarded port of this computer.
  case thisComputer
  case localNetwork
  case internet

  static func < (left: NetworkReach, right: NetworkReach) -> Bool { left.rawValue < right.rawValue }

  /// - Parameter address: an IPv4 or IPv6 address, a host's name, or a URL with one of them. A name that is no local
  ///   one is taken for one of the internet's: nobody is asked for its address.
  init(_ address: some StringProtocol) {
    let host = Self.host(in: address.lowercased())
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { UInt8($0) }
    if host.contains(":") {
      self = Self.ofIPv6(host)
    } else if numbers.count == 4, parts.count == 4 {
      self = Self.ofIPv4(numbers)
    } else if host.isEmpty || host.hasPrefix("/") || host == "localhost" || host.hasSuffix(".localhost") {
      self = .thisComputer
    } else if parts.count == 1 || Self.localNames.contains(where: host.hasSuffix) {
      self = .localNetwork
    } else {
      self = .internet
    }
  }

  /// A machine, by the address that commands go to; one without any is as far as its provider, which is not known here.
  init?(of machine: Machine) {
    guard let address = machine.publicIPs.first ?? machine.privateIPs.first else { return nil }
    self.init(address)
  }

  /// A provider, by the address in its parameters; those that need none are vendors' clouds.
  init(ofProvider parameters: [String: String]) {
    let address = ["docker_host", "machine_hostname", "auth_url", "host"].compactMap { parameters[$0] }.first
    self = address.map { NetworkReach($0) } ?? .internet
  }

  private static let localNames = [".local", ".lan", ".home", ".internal", ".home.arpa"]

  private static func ofIPv4(_ numbers: [UInt8]) -> NetworkReach {
    switch (numbers[0], numbers[1]) {
    case (127, _), (0, _): .thisComputer
    case (10, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127): .localNetwork
    default: .internet
    }
  }

  private static func ofIPv6(_ address: some StringProtocol) -> NetworkReach {
    if address == "::1" || address == "::" { return .thisComputer }
    if address.hasPrefix("::ffff:") { return NetworkReach(address.dropFirst(7)) }
    return address.hasPrefix("fe80:") || address.hasPrefix("fc") || address.hasPrefix("fd") ? .localNetwork : .internet
  }

  /// Without what a URL has before and behind it.
  private static func host(in text: String) -> Substring {
    var rest = text[...]
    if let scheme = rest.range(of: "://") {
      guard !rest.hasPrefix("unix:") else { return "" }
      rest = rest[scheme.upperBound...]
      rest = rest.prefix { !"/?#".contains($0) }
      if let login = rest.lastIndex(of: "@") { rest = rest[rest.index(after: login)...] }
    }
    if rest.hasPrefix("[") { return rest.dropFirst().prefix { $0 != "]" } }
    // With more than one colon it is an address of IPv6, else a port follows.
    return rest.count(where: { $0 == ":" }) == 1 ? rest.prefix { $0 != ":" } : rest
  }
}
