/// Where an SSH server listens.
public struct SSHAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  public var host: String
  public var port: Int

  public init(host: String, port: Int = 22) {
    self.host = host
    self.port = port
  }

  /// `10.0.0.5:22`; an IPv6 address stands in brackets: `[fe80::1]:22`.
  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
