import CLibSSH
import Glibc
import MistModel

/// One SFTP channel, for writing a file. All calls block; used on a worker only.
final class SFTPTransfer {
  private let sftp: sftp_session
  private let session: Session

  init(_ session: Session) throws {
    self.session = session
    guard let sftp = sftp_new(session.handle) else {
      throw Trouble(
        code: session.isBroken ? .unreachable : .notSupported, phase: .channel, place: session.place,
        what: "no file transfer there: \(session.reason)", hint: "sftp must be enabled in its sshd_config")
    }
    self.sftp = sftp
    guard sftp_init(sftp) == SSH_OK else {
      sftp_free(sftp)
      throw Trouble(
        code: .notSupported, phase: .channel, place: session.place, what: "no file transfer there: \(session.reason)",
        hint: "sftp must be enabled in its sshd_config")
    }
  }

  deinit {
    sftp_free(sftp)
  }

  /// Writes a new file. It is only readable by its owner until all of it is there.
  func write(_ bytes: [UInt8], to path: String, permissions: UInt32) throws {
    guard let file = sftp_open(sftp, path, O_WRONLY | O_CREAT | O_EXCL, 0o600) else { throw trouble("create", path) }
    var isWritten = false
    defer { if !isWritten { sftp_unlink(sftp, path) } }
    do {
      defer { sftp_close(file) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { sftp_write(file, $0.baseAddress, min($0.count, 32_000)) }
        guard written > 0 else { throw trouble("write", path) }
        rest = rest.dropFirst(written)
      }
    }
    guard sftp_chmod(sftp, path, mode_t(permissions & 0o7777)) == SSH_OK else {
      throw trouble("set the permissions of", path)
    }
    isWritten = true
  }

  /// Returns whether it worked; it does not when the target is there already.
  func rename(_ path: String, to target: String) -> Bool {
    sftp_rename(sftp, path, target) == SSH_OK
  }

  private func trouble(_ deed: String, _ path: String) -> Trouble {
    if session.isBroken {
      return Trouble(
        code: .failed, phase: .command, place: session.place,
        what: "the connection was lost while writing \(path): \(session.reason)")
    }
    let why =
      switch sftp_get_error(sftp) {
      case Int32(SSH_FX_NO_SUCH_FILE), Int32(SSH_FX_NO_SUCH_PATH): "no such directory"
      case Int32(SSH_FX_PERMISSION_DENIED): "permission denied"
      default: session.reason
      }
    return Trouble(code: .failed, phase: .command, place: session.place, what: "cannot \(deed) \(path): \(why)")
  }
}
