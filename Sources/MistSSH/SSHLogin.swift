import MistModel

/// A private key and the name it has with us.
///
/// The key's text never shows: not when printed, dumped, interpolated or logged.
public struct SSHIdentity: Hashable, Sendable {
  public var name: KeyID
  /// The text of a private key that no passphrase protects (see `SSHKeyFile.read`).
  public var privateKey: String

  public init(name: KeyID, privateKey: String) {
    self.name = name
    self.privateKey = privateKey
  }
}

extension SSHIdentity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "key \(name)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Who logs in where, and with what.
public struct SSHLogin: Hashable, Sendable {
  public var address: SSHAddress
  public var user: String
  /// `nil`: the ssh-agent, and the keys that `~/.ssh/config` names, as far as the engine's configuration allows both.
  public var identity: SSHIdentity?

  public init(address: SSHAddress, user: String, identity: SSHIdentity? = nil) {
    self.address = address
    self.user = user
    self.identity = identity
  }
}

extension SSHLogin: CustomStringConvertible {
  /// `root@10.0.0.5:22 with key prod`, the way errors name a login.
  public var description: String {
    guard let identity else { return "\(user)@\(address)" }
    return "\(user)@\(address) with key \(identity.name)"
  }
}
