import Foundation
import MistCommands
import MistModel
import MistSSH

/// Hands the terminal over to OpenSSH.
enum InteractiveSSH {
  /// - Returns: the exit status of `ssh`.
  static func open(_ login: InteractiveLogin) async throws -> Int32 {
    // Neither the key nor the known hosts touch a disk: ssh reads both from this process's own memory files.
    let key = try login.privateKey.map { try MemoryFile($0.hasSuffix("\n") ? $0 : $0 + "\n") }
    let knownHosts = try MemoryFile(login.knownHosts.map { $0 + "\n" }.joined())
    let target = SSHLogin(
      address: SSHAddress(host: login.host, port: login.port), user: login.user,
      identity: login.privateKey.map { SSHIdentity(name: "key", privateKey: $0) })
    let arguments = OpenSSH.arguments(for: target, identityPath: key?.path, knownHostsPath: knownHosts.path)
    defer { withExtendedLifetime((key, knownHosts)) {} }
    do {
      return try await TerminalProgram.run("ssh", arguments: arguments, input: .terminal)
    } catch let error as MistError where error.code == .notFound {
      throw MistError(.failed, "there is no program 'ssh'", hint: "install it (Debian: openssh-client)")
    }
  }
}

/// Text that other programs of this user can read by a path while it lives, and that is on no disk.
private final class MemoryFile {
  let path: String
  private let descriptor: Int32

  init(_ text: String) throws {
    let name = "/mist-shell-\(getpid())-\(UInt64.random(in: .min ... .max))"
    descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    shm_unlink(name)
    guard descriptor >= 0 else {
      throw MistError(.failed, "the kernel gives no memory file: \(String(cString: strerror(errno)).lowercased())")
    }
    path = "/proc/\(getpid())/fd/\(descriptor)"
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw MistError(.failed, "the memory file cannot be written") }
      rest = rest.dropFirst(written)
    }
  }

  deinit {
    close(descriptor)
  }
}
