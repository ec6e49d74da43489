/// The public key by which a machine proves that it is itself.
public struct HostKey: Hashable, Sendable {
  /// The name in the protocol: `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256` …
  public var type: String
  /// `SHA256:` and the hash in base64, as `ssh-keygen -l` shows it.
  public var fingerprint: String
  /// The key itself in base64, as in a known_hosts line.
  public var publicKey: String

  public init(type: String, fingerprint: String, publicKey: String) {
    self.type = type
    self.fingerprint = fingerprint
    self.publicKey = publicKey
  }
}

/// Where the keys of known machines are kept.
///
/// Called from the engine's own threads, several at once; what it throws ends the connection.
public protocol HostKeyStore: Sendable {
  /// All keys recorded for the address; empty before the first contact.
  func hostKeys(of address: SSHAddress) throws -> [HostKey]
  /// Keeps the key of a first contact. Recording a key twice is the same as once.
  func record(_ key: HostKey, of address: SSHAddress) throws
}
