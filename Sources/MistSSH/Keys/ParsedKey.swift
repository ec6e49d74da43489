/// A private key that was read or made. Its secret half never shows when it is printed.
public struct ParsedKey: Hashable, Sendable {
  /// `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256` …
  public var type: String
  /// The size of an RSA key; `nil` for the others, whose type says it.
  public var bits: Int?
  /// `ssh-ed25519 AAAA…`, one line as in authorized_keys, without a comment.
  public var publicKey: String
  /// `SHA256:…`, as `ssh-keygen -l` shows it.
  public var fingerprint: String
  /// The private key without a passphrase, in a form that both OpenSSH and libssh read. The text that was given, line
  /// ends tidied, when it was such already.
  public var unencrypted: String
}

extension ParsedKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "\(type) \(fingerprint)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["type": type, "fingerprint": fingerprint]) }
}
