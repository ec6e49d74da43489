import CLibSSH
import Glibc
import MistModel

/// A file to be written on a machine.
struct Upload {
  var bytes: [UInt8]
  var path: String
  var permissions: UInt32
}

extension Session {
  /// Writes the file beside its place, then puts it there in one step. Throws `Trouble`.
  func upload(
    _ upload: Upload, within limit: Duration?, _ attention: Attention, _ configuration: SSHConfiguration
  ) throws {
    let path = upload.path.hasPrefix("~/") ? String(upload.path.dropFirst(2)) : upload.path
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw Trouble(code: .invalid, phase: .command, place: place, what: "'\(upload.path)' is not a file's path")
    }
    let temporary = "\(path).mist-\(UInt32.random(in: .min ... .max))"
    let isRenamed = try transfer(upload, to: temporary, then: path, within: limit, attention, configuration)
    lastUse = .now
    if !isRenamed { try moveInPlace(temporary, path, attention, configuration) }
  }

  /// SFTP in libssh blocks. So the deadlines and the cancellation break the connection under it.
  private func transfer(
    _ upload: Upload, to temporary: String, then path: String, within limit: Duration?, _ attention: Attention,
    _ configuration: SSHConfiguration
  ) throws -> Bool {
    ssh_set_blocking(handle, 1)
    defer { ssh_set_blocking(handle, 0) }
    return try attention.guarding(ssh_get_fd(handle)) {
      let opening = min(configuration.connectTimeout, limit ?? configuration.connectTimeout)
      let transfer = try breaking(.channel, after: opening, attention) { try SFTPTransfer(self) }
      return try breaking(.command, after: limit, attention) {
        try transfer.write(upload.bytes, to: temporary, permissions: upload.permissions)
        return transfer.rename(temporary, to: path)
      }
    }
  }

  private func breaking<Value>(
    _ phase: Trouble.Phase, after limit: Duration?, _ attention: Attention, _ body: () throws -> Value
  ) throws -> Value {
    let watch = Deadline(limit, attention)
    defer { watch.end() }
    do {
      return try body()
    } catch let trouble as Trouble {
      if attention.isCancelled { throw Trouble.halted(.cancelled, phase, at: place, after: nil) }
      guard watch.hasPassed, let limit else { throw trouble }
      throw Trouble(
        code: .timedOut, phase: phase, place: place, what: "the file could not be written within \(limit.inWords)")
    }
  }

  /// Plain SFTP does not rename over a file that is there; the shell does, in one step.
  private func moveInPlace(
    _ temporary: String, _ path: String, _ attention: Attention, _ configuration: SSHConfiguration
  ) throws {
    let quoted = [temporary, path].map { path in
      "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    let move = CommandPlan(
      command: "test ! -d \(quoted[1]) && mv -f -- \(quoted[0]) \(quoted[1]) || { rm -f -- \(quoted[0]); false; }",
      input: [], limit: configuration.connectTimeout, keepAlive: configuration.keepAlive,
      connectTimeout: configuration.connectTimeout)
    let gathered = Gathered(limit: 500)
    let exit = try run(move, attention) { stream, bytes in
      gathered.add(bytes, to: stream)
      return true
    }
    guard exit.status == 0 else {
      let why = gathered.allText.split(separator: "\n").first.map { ": \($0)" } ?? ""
      throw Trouble(
        code: .failed, phase: .command, place: place, what: "\(path) could not be put in place\(why)")
    }
  }
}
