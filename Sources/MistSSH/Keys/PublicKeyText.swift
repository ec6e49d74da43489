import CLibSSH

/// The public half of a key, as text.
struct PublicKeyText {
  var type: String
  var base64: String
  /// `SHA256:…`
  var fingerprint: String

  init?(_ key: ssh_key) {
    guard let name = ssh_key_type_to_char(ssh_key_type(key)) else { return nil }
    var text: UnsafeMutablePointer<CChar>?
    guard ssh_pki_export_pubkey_base64(key, &text) == SSH_OK, let text else { return nil }
    defer { ssh_string_free_char(text) }
    var hash: UnsafeMutablePointer<UInt8>?
    var length = 0
    guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK, let hash else { return nil }
    defer { cleanHash(hash) }
    guard let shown = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { return nil }
    defer { ssh_string_free_char(shown) }
    type = String(cString: name)
    base64 = String(cString: text)
    fingerprint = String(cString: shown)
  }
}

private func cleanHash(_ hash: UnsafeMutablePointer<UInt8>) {
  var hash: UnsafeMutablePointer<UInt8>? = hash
  ssh_clean_pubkey_hash(&hash)
}
