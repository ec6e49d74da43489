import MistModel

/// `POST /backends/B/machines/M/probe`. Everything may be left out: the service knows the way in.
public struct ProbeRequestBody: Codable, Sendable {
  public var host: String?
  public var key: String?
  public var ssh_user: String?

  public init(host: String? = nil, key: KeyID? = nil, user: String? = nil) {
    self.host = host
    self.key = key?.rawValue
    ssh_user = user
  }
}

/// Its answer: what SSH told and what ping told in one object, each left out when it did not answer.
public struct ProbeBody: Codable, Sendable {
  /// The two numbers of `/proc/uptime`, as text.
  public var uptime: String?
  public var loadavg: [String]?
  public var cores: String?
  public var users: String?
  public var pub_ips: [String]?
  public var priv_ips: [String]?
  public var timestamp: Double?
  public var packets_tx: Int?
  public var packets_rx: Int?
  public var packets_loss: Double?
  public var rtt_min: Double?
  public var rtt_avg: Double?
  public var rtt_max: Double?
  /// An addition of ours: why there is no SSH part.
  public var ssh_error: ErrorBody?

  public init(_ probe: Probe, at time: Double) {
    if let system = probe.system {
      uptime = "\(system.uptime)"
      loadavg = system.load
      cores = "\(system.cores)"
      users = "\(system.users)"
      pub_ips = system.publicIPs
      priv_ips = system.privateIPs
      timestamp = time
    }
    if let ping = probe.ping {
      packets_tx = ping.sent
      packets_rx = ping.received
      packets_loss = ping.loss
      rtt_min = ping.roundTrip?.least
      rtt_avg = ping.roundTrip?.mean
      rtt_max = ping.roundTrip?.most
    }
    ssh_error = probe.trouble.map(ErrorBody.init)
  }

  public var probe: Probe {
    Probe(system: system, ping: ping, trouble: ssh_error?.error)
  }

  private var system: Probe.System? {
    guard let uptime else { return nil }
    return Probe.System(
      uptime: uptime.split(separator: " ").first.flatMap { Double($0) } ?? 0, load: loadavg ?? [],
      cores: cores.flatMap { Int($0) } ?? 0, users: users.flatMap { Int($0) } ?? 0, publicIPs: pub_ips ?? [],
      privateIPs: priv_ips ?? [])
  }

  private var ping: Probe.Ping? {
    guard let packets_tx, let packets_rx else { return nil }
    var roundTrip: Probe.RoundTrip?
    if let rtt_min, let rtt_avg, let rtt_max {
      roundTrip = Probe.RoundTrip(least: rtt_min, mean: rtt_avg, most: rtt_max)
    }
    return Probe.Ping(sent: packets_tx, received: packets_rx, loss: packets_loss ?? 0, roundTrip: roundTrip)
  }
}
