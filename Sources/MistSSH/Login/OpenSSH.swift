/// The other engine: the words for OpenSSH's own `ssh`, for interactive sessions. Starts nothing itself.
public struct OpenSSH: Sendable {
  /// What follows the word `ssh`. A remote command may be added after it.
  ///
  /// `identityPath` names a file with the login's private key (the key itself is never an argument); `knownHostsPath`
  /// a file made of `knownHostsLines`. An unknown or changed host key ends the connection.
  public static func arguments(for login: SSHLogin, identityPath: String?, knownHostsPath: String) -> [String] {
    var words = ["-p", String(login.address.port), "-l", login.user]
    if let identityPath {
      words += ["-i", escaped(identityPath), "-o", "IdentitiesOnly=yes"]
    }
    words += [
      "-o", "StrictHostKeyChecking=yes",
      "-o", "UserKnownHostsFile=\(quoted(escaped(knownHostsPath)))",
      "-o", "GlobalKnownHostsFile=/dev/null",
      "-o", "UpdateHostKeys=no",
    ]
    // A host that begins with a dash is a host, not an option.
    return words + ["--", login.address.host]
  }

  /// Lines of a known_hosts file: `[127.0.0.1]:2301 ssh-ed25519 AAAA…`, each with its line end.
  public static func knownHostsLines(_ keys: [HostKey], of address: SSHAddress) -> String {
    let name = address.port == 22 ? address.host : "[\(address.host)]:\(address.port)"
    return keys.map { "\(name) \($0.type) \($0.publicKey)\n" }.joined()
  }

  /// ssh replaces `%h` and its like in paths.
  private static func escaped(_ path: String) -> String {
    path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }

  /// The option takes several paths, with blanks between them.
  private static func quoted(_ path: String) -> String {
    path.contains(" ") ? "\"\(path)\"" : path
  }
}
