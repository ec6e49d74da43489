import CLibSSH
import MistModel

/// Reads and makes private keys.
public enum SSHKeyFile {
  /// Reads RSA, ECDSA and Ed25519 keys in PKCS#1, SEC1, PKCS#8 and OpenSSH form (Ed25519 in PKCS#8 form only where
  /// `ssh-keygen` of OpenSSH 9.6 or later is installed; else `.notSupported`).
  ///
  /// Throws `MistError.Code.passphraseNeeded`, or `.invalid` when the passphrase is wrong or the text is no private key.
  /// May take a second for a protected key: that slowness is the protection.
  public static func read(_ text: String, passphrase: String? = nil) throws -> ParsedKey {
    let text = tidy(text)
    let (key, wasProtected) = try parse(text, passphrase: passphrase)
    defer { ssh_key_free(key) }
    guard let publicKey = PublicKeyText(key) else { return try readConverted(text, passphrase) }
    guard wasProtected else { return ParsedKey(publicKey, unencrypted: text) }
    guard let open = export(key) else { return try readConverted(text, passphrase) }
    return ParsedKey(publicKey, unencrypted: open)
  }

  /// The way round for what libssh reads but cannot write.
  private static func readConverted(_ text: String, _ passphrase: String?) throws -> ParsedKey {
    if let converted = KeyConversion.openSSH(text, passphrase: passphrase) {
      let text = tidy(converted)
      let (key, wasProtected) = try parse(text, passphrase: nil)
      defer { ssh_key_free(key) }
      if !wasProtected, let publicKey = PublicKeyText(key) { return ParsedKey(publicKey, unencrypted: text) }
    }
    throw MistError(
      .notSupported, "the key cannot be used in this form",
      hint: "convert it with OpenSSH 9.6 or later: ssh-keygen -p -N '' -f FILE")
  }

  /// Makes a new key: Ed25519, or RSA of 3072 bits (which takes up to a second).
  public static func generate(_ kind: KeyKind) throws -> ParsedKey {
    try requireLibrary()
    var key: ssh_key?
    let result =
      switch kind {
      case .ed25519: ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key)
      case .rsa: ssh_pki_generate(SSH_KEYTYPE_RSA, 3072, &key)
      }
    guard result == SSH_OK, let key else { throw MistError(.failed, "no \(kind.rawValue) key could be made") }
    defer { ssh_key_free(key) }
    guard let publicKey = PublicKeyText(key) else {
      throw MistError(.failed, "no \(kind.rawValue) key could be made")
    }
    guard let text = export(key) else { throw MistError(.failed, "the new \(kind.rawValue) key cannot be written out") }
    return ParsedKey(publicKey, unencrypted: text)
  }

  /// Line ends of Unix, nothing before the key, a line end after it: what pasting gets wrong.
  static func tidy(_ text: String) -> String {
    var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
      .map { $0.trimmingBlanks() }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The caller frees the key. Says too whether a passphrase protects the text.
  static func parse(_ text: String, passphrase: String?) throws -> (key: ssh_key, wasProtected: Bool) {
    try requireLibrary()
    let (open, isProtected) = attempt(text, passphrase: nil)
    if let open { return (open, false) }
    guard isProtected else { throw whatElse(text) }
    guard let passphrase, !passphrase.isEmpty else {
      throw MistError(.passphraseNeeded, "the key is protected by a passphrase", hint: "give its passphrase as well")
    }
    guard let key = attempt(text, passphrase: passphrase).key else {
      throw MistError(.invalid, "wrong passphrase for key")
    }
    return (key, true)
  }

  /// libssh asks for a passphrase through a callback; that it asks is how we learn that the key is protected.
  /// Without a callback libcrypto would ask at the terminal.
  private static func attempt(_ text: String, passphrase: String?) -> (key: ssh_key?, asked: Bool) {
    var asked = false
    var key: ssh_key?
    let result = withUnsafeMutablePointer(to: &asked) { asked in
      ssh_pki_import_privkey_base64(
        text, passphrase,
        { _, _, _, _, _, asked in
          asked?.assumingMemoryBound(to: Bool.self).pointee = true
          return -1
        }, asked, &key)
    }
    return (result == SSH_OK ? key : nil, asked)
  }

  /// `nil` for RSA keys from a protected OpenSSH file: libssh 0.10 does not have all their numbers.
  private static func export(_ key: ssh_key) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard ssh_pki_export_privkey_base64(key, nil, nil, nil, &text) == SSH_OK, let text else { return nil }
    defer {
      erase(text)
      ssh_string_free_char(text)
    }
    let exported = String(cString: text)
    return exported.hasSuffix("\n") ? exported : exported + "\n"
  }

  private static func requireLibrary() throws {
    guard !libssh_is_there() else { return }
    throw MistError(.notSupported, "keys need the library libssh, which is not here", hint: "install libssh-4")
  }

  private static let notPrivate = MistError(
    .invalid, "not a private key", hint: "give the whole file, from -----BEGIN to -----END")

  private static func whatElse(_ text: String) -> MistError {
    let publicBeginnings = [
      "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "-----BEGIN PUBLIC KEY", "-----BEGIN RSA PUBLIC KEY",
      "---- BEGIN SSH2 PUBLIC KEY",
    ]
    if publicBeginnings.contains(where: text.hasPrefix) {
      return MistError(
        .invalid, "not a private key: this is the public half", hint: "give the file whose name does not end in .pub")
    }
    if text.hasPrefix("PuTTY-User-Key-File") {
      return MistError(
        .invalid, "not a private key that OpenSSH reads: this is a PuTTY file",
        hint: "convert it: puttygen FILE -O private-openssh -o NEW")
    }
    return notPrivate
  }

  private static func erase(_ text: UnsafeMutablePointer<CChar>) {
    var next = text
    while next.pointee != 0 {
      next.pointee = 0
      next += 1
    }
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> Substring {
    var rest = self
    while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return rest
  }
}

extension ParsedKey {
  init(_ publicKey: PublicKeyText, unencrypted: String) {
    self.init(
      type: publicKey.type, bits: publicKey.modulusBits, publicKey: "\(publicKey.type) \(publicKey.base64)",
      fingerprint: publicKey.fingerprint, unencrypted: unencrypted)
  }
}
