/// How an `SSHEngine` works.
public struct SSHConfiguration: Sendable {
  /// Commands and uploads under way at the same time; each has a thread, further ones wait.
  public var maxAtOnce: Int
  /// Sessions kept open between commands; the one that rested longest is closed first.
  public var maxKept: Int
  /// A session that rested this long is closed. Zero: none is kept.
  public var idleClose: Duration
  /// After this much silence something is sent, so that firewalls do not forget the connection.
  public var keepAlive: Duration
  /// For finding the host, connecting, the key exchange and the log in together.
  public var connectTimeout: Duration
  /// Whether `~/.ssh/config` and `/etc/ssh/ssh_config` are honoured (HostName, Port, ProxyCommand, IdentityFile …).
  /// Their known_hosts settings never are: host keys are checked by the `HostKeyStore`.
  public var readsUserConfig: Bool
  /// Whether a login without an identity asks the ssh-agent at `SSH_AUTH_SOCK`.
  public var useAgent: Bool

  public init(
    maxAtOnce: Int = 64, maxKept: Int = 512, idleClose: Duration = .seconds(300), keepAlive: Duration = .seconds(30),
    connectTimeout: Duration = .seconds(10), readsUserConfig: Bool = false, useAgent: Bool = false
  ) {
    self.maxAtOnce = max(1, maxAtOnce)
    self.maxKept = max(0, maxKept)
    self.idleClose = idleClose
    self.keepAlive = keepAlive
    self.connectTimeout = connectTimeout
    self.readsUserConfig = readsUserConfig
    self.useAgent = useAgent
  }
}
