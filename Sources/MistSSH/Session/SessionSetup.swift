import CLibSSH
import MistModel

/// Sets libssh's options for a login, and says where to connect to.
struct SessionSetup {
  /// Where to connect to: the address, or what `~/.ssh/config` makes of it.
  private(set) var host: String
  private(set) var port: Int
  /// Whether a program of the user's makes the connection.
  private(set) var hasProxyCommand = false

  init(handle: ssh_session, plan: SessionPlan, known: [HostKey]) throws {
    let login = plan.login
    host = login.address.host
    port = login.address.port

    // Otherwise libssh reads the user's files by itself while it connects.
    var no: Int32 = 0
    ssh_options_set(handle, SSH_OPTIONS_PROCESS_CONFIG, &no)
    guard ssh_options_set(handle, SSH_OPTIONS_HOST, host) == SSH_OK else {
      throw Trouble(
        code: .invalid, phase: .reach, place: login.address.description, what: "'\(host)' is not a host name")
    }
    ssh_options_set(handle, SSH_OPTIONS_USER, login.user)
    if plan.configuration.readsUserConfig {
      try readConfig(handle, login)
    } else {
      // Saves a look into the password file for each session.
      ssh_options_set(handle, SSH_OPTIONS_SSH_DIR, "/nonexistent")
    }
    if !plan.configuration.useAgent { ssh_options_set(handle, SSH_OPTIONS_IDENTITY_AGENT, "/nonexistent") }

    // The store checks host keys; libssh is not to look anywhere.
    ssh_options_set(handle, SSH_OPTIONS_KNOWNHOSTS, "/dev/null")
    ssh_options_set(handle, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null")
    if let order = Self.hostKeyOrder(known) { ssh_options_set(handle, SSH_OPTIONS_HOSTKEYS, order) }
  }

  private mutating func readConfig(_ handle: ssh_session, _ login: SSHLogin) throws {
    let address = login.address
    guard ssh_options_parse_config(handle, nil) == SSH_OK else {
      throw Trouble(
        code: .invalid, phase: .reach, place: address.description, what: "the ssh configuration cannot be read",
        hint: "check ~/.ssh/config")
    }
    if address.port != 22 {
      var port = Int32(truncatingIfNeeded: address.port)
      ssh_options_set(handle, SSH_OPTIONS_PORT, &port)
    }
    // The login says who, whatever a `User` line of the file says.
    ssh_options_set(handle, SSH_OPTIONS_USER, login.user)
    var configuredPort: UInt32 = 0
    if ssh_options_get_port(handle, &configuredPort) == SSH_OK { port = Int(configuredPort) }
    host = Self.option(SSH_OPTIONS_HOST, of: handle) ?? host
    let proxy = Self.option(SSH_OPTIONS_PROXYCOMMAND, of: handle)
    hasProxyCommand = proxy != nil && proxy != "none"
  }

  private static func option(_ option: ssh_options_e, of handle: ssh_session) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard ssh_options_get(handle, option, &value) == SSH_OK, let value else { return nil }
    defer { ssh_string_free_char(value) }
    return String(cString: value)
  }

  private static let hostKeyAlgorithms = [
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
  ]

  /// The recorded kinds of key first: a server that has several would look changed otherwise.
  static func hostKeyOrder(_ known: [HostKey]) -> String? {
    guard !known.isEmpty else { return nil }
    let recorded = Set(known.map(\.type))
    let isRecorded = { (algorithm: String) in
      recorded.contains(algorithm) || (algorithm.hasPrefix("rsa-sha2") && recorded.contains("ssh-rsa"))
    }
    return (hostKeyAlgorithms.filter(isRecorded) + hostKeyAlgorithms.filter { !isRecorded($0) })
      .joined(separator: ",")
  }
}
