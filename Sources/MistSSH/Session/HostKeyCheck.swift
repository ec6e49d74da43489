import CLibSSH
import MistModel
import Synchronization

/// Whether a server is the one it was before.
final class HostKeyCheck: Sendable {
  private let store: any HostKeyStore
  /// Two first contacts at once must not both be first.
  private let firstContact = Mutex(())

  init(store: any HostKeyStore) {
    self.store = store
  }

  func recorded(for address: SSHAddress) throws -> [HostKey] {
    do {
      return try store.hostKeys(of: address)
    } catch {
      throw trouble(address, "the recorded host keys cannot be read", error)
    }
  }

  /// Records the key at first contact. Throws when it is not the one recorded.
  func accept(_ key: HostKey, of address: SSHAddress, known: [HostKey]) throws {
    if !known.isEmpty { return try compare(key, with: known, of: address) }
    try firstContact.withLock { _ in
      let known = try recorded(for: address)
      if !known.isEmpty { return try compare(key, with: known, of: address) }
      do {
        try store.record(key, of: address)
      } catch {
        throw trouble(address, "its host key cannot be recorded", error)
      }
      // Another process may have been first, with another key.
      try compare(key, with: try recorded(for: address), of: address)
    }
  }

  private func compare(_ key: HostKey, with known: [HostKey], of address: SSHAddress) throws {
    if known.contains(where: { $0.publicKey == key.publicKey && $0.type == key.type }) { return }
    throw Trouble(
      code: .untrusted, phase: .reach, place: address.description,
      what: "the host key is not the recorded one; somebody may be listening in",
      hint: "find out why it changed; if that is right: forget-host-key \(address)",
      details: known.map { "recorded: \($0.type) \($0.fingerprint)" } + ["offered:  \(key.type) \(key.fingerprint)"])
  }

  private func trouble(_ address: SSHAddress, _ what: String, _ error: any Error) -> Trouble {
    let why = (error as? MistError).map { [$0.summary] + $0.details } ?? []
    return Trouble(
      code: .storage, phase: .reach, place: address.description, what: what, hint: (error as? MistError)?.hint,
      details: why)
  }
}

extension HostKey {
  /// The key with which the server of a connected session proved itself.
  init(of handle: ssh_session, at address: SSHAddress) throws {
    var key: ssh_key?
    guard ssh_get_server_publickey(handle, &key) == SSH_OK, let key else {
      throw Trouble(code: .untrusted, phase: .reach, place: address.description, what: "the server has no host key")
    }
    defer { ssh_key_free(key) }
    guard let publicKey = PublicKeyText(key) else {
      throw Trouble(code: .untrusted, phase: .reach, place: address.description, what: "its host key cannot be read")
    }
    self.init(type: publicKey.type, fingerprint: publicKey.fingerprint, publicKey: publicKey.base64)
  }
}
