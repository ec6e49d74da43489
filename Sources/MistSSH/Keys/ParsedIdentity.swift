import CLibSSH
import MistModel
import Synchronization

/// A private key as libssh holds it.
///
/// `@unchecked Sendable`: the key is never changed after `init`; signing only reads it, and libcrypto does its own
/// locking for that.
final class ParsedIdentity: @unchecked Sendable {
  let key: ssh_key
  let fingerprint: String

  init(_ identity: SSHIdentity) throws {
    do {
      (key, _) = try SSHKeyFile.parse(SSHKeyFile.tidy(identity.privateKey), passphrase: nil)
    } catch let error as MistError {
      throw MistError(error.code, "key \(identity.name): \(error.summary)", hint: error.hint)
    }
    guard let publicKey = PublicKeyText(key) else {
      ssh_key_free(key)
      throw MistError(.invalid, "key \(identity.name): its public half cannot be made")
    }
    fingerprint = publicKey.fingerprint
  }

  deinit {
    ssh_key_free(key)
  }
}

/// Parses each identity once.
final class IdentityCache: Sendable {
  private let parsed = Mutex<[SSHIdentity: ParsedIdentity]>([:])
  private static let limit = 256

  func parsed(_ identity: SSHIdentity) throws -> ParsedIdentity {
    if let found = parsed.withLock({ $0[identity] }) { return found }
    let fresh = try ParsedIdentity(identity)
    return parsed.withLock { parsed in
      if let found = parsed[identity] { return found }
      if parsed.count >= Self.limit { parsed.removeAll() }
      parsed[identity] = fresh
      return fresh
    }
  }
}
