import Glibc

/// Writes a private key anew, unprotected and in OpenSSH's form, by `ssh-keygen`.
///
/// For the two things that libssh 0.10 reads but cannot write: RSA keys from a protected OpenSSH file, and Ed25519 keys
/// in PKCS#8 form (which `ssh-keygen` understands from OpenSSH 9.6 on).
enum KeyConversion {
  /// `nil` when there is no `ssh-keygen` or it cannot do it. The passphrase goes through a pipe, never in arguments.
  static func openSSH(_ text: String, passphrase: String?) -> String? {
    guard passphrase?.contains(where: \.isNewline) != true, let directory = privateDirectory() else { return nil }
    let file = directory + "/key"
    defer {
      unlink(file)
      rmdir(directory)
    }
    guard write(text, to: file),
      run("ssh-keygen", ["-q", "-p", "-N", "", "-f", file], input: (passphrase ?? "") + "\n")
    else { return nil }
    return read(file)
  }

  /// In memory where there is such a place, so that an unprotected key does not touch a disk.
  private static func privateDirectory() -> String? {
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    for place in ["/dev/shm", temporary] {
      // mkdtemp puts a name of its own in place of the X's.
      let pattern = String(repeating: "X", count: 6)
      var template = Array("\(place)/mist-key-\(pattern)".utf8CString)
      if mkdtemp(&template) != nil {
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }
    return nil
  }

  private static func write(_ text: String, to file: String) -> Bool {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return writeAll(text, to: descriptor)
  }

  private static func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }

  private static func read(_ file: String) -> String? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }

  /// Runs it in a session of its own: without a terminal to ask at, it takes the passphrase from its input.
  private static func run(_ program: String, _ words: [String], input: String) -> Bool {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var isFed = false
    defer {
      close(ends[0])
      if !isFed { close(ends[1]) }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    for output: Int32 in [1, 2] { posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let ownSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, which the Glibc module does not show
    posix_spawnattr_setflags(&attributes, ownSession)

    var child = pid_t()
    let path = getenv("PATH").map { "PATH=" + String(cString: $0) } ?? "PATH=/usr/local/bin:/usr/bin:/bin"
    let spawned = withCStrings([program] + words) { words in
      withCStrings([path, "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C"]) { environment in
        posix_spawnp(&child, program, &actions, &attributes, words, environment)
      }
    }
    guard spawned == 0 else { return false }
    // Few bytes: they fit into the pipe, whether or not anyone reads them.
    _ = writeAll(input, to: ends[1])
    close(ends[1])
    isFed = true
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return false }
    }
    return status == 0
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
