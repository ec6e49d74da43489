/// What a look at a machine over SSH and ping told; each half is `nil` when it did not answer.
public struct Probe: Hashable, Sendable {
  public struct System: Hashable, Sendable {
    /// Seconds since the machine started.
    public var uptime: Double
    /// Load averages over 1, 5 and 15 minutes, as the machine prints them.
    public var load: [String]
    public var cores: Int
    public var users: Int
    public var publicIPs: [String]
    public var privateIPs: [String]

    public init(
      uptime: Double, load: [String], cores: Int, users: Int, publicIPs: [String] = [], privateIPs: [String] = []
    ) {
      self.uptime = uptime
      self.load = load
      self.cores = cores
      self.users = users
      self.publicIPs = publicIPs
      self.privateIPs = privateIPs
    }
  }

  public struct Ping: Hashable, Sendable {
    public var sent: Int
    public var received: Int
    /// Share lost, 0 to 1.
    public var loss: Double
    /// Round trips in milliseconds: least, mean, most; `nil` when nothing came back.
    public var roundTrip: RoundTrip?

    public init(sent: Int, received: Int, loss: Double, roundTrip: RoundTrip? = nil) {
      self.sent = sent
      self.received = received
      self.loss = loss
      self.roundTrip = roundTrip
    }
  }

  public struct RoundTrip: Hashable, Sendable {
    public var least: Double
    public var mean: Double
    public var most: Double

    public init(least: Double, mean: Double, most: Double) {
      self.least = least
      self.mean = mean
      self.most = most
    }
  }

  public var system: System?
  public var ping: Ping?
  /// Why there is no `system`: the whole trace of the logins that were tried.
  public var trouble: MistError?

  public init(system: System? = nil, ping: Ping? = nil, trouble: MistError? = nil) {
    self.system = system
    self.ping = ping
    self.trouble = trouble
  }
}
