/// What a service measures, on which machines.
public struct Monitoring: Hashable, Sendable {
  public var machines: [MonitoredMachine]

  public init(machines: [MonitoredMachine] = []) {
    self.machines = machines
  }

  /// How a machine is monitored; `nil` for one that is not.
  public func machine(_ reference: MachineReference) -> MonitoredMachine? {
    machines.first { $0.reference == reference }
  }
}

/// How one machine is monitored.
public struct MonitoredMachine: Hashable, Sendable {
  public var reference: MachineReference
  /// As it was called when it was enabled; `nil` where the service does not tell.
  public var name: String?
  /// Since when, in seconds since 1970; `nil` where the service does not tell.
  public var since: Double?
  /// What measures: `collectd`, `sampler` …; `nil` where the service does not tell.
  public var method: String?
  /// How far the installation is: `installing`, `succeeded`, `failed` …
  public var installation: String?
  /// What is wrong with it.
  public var trouble: String?
  /// The time of the newest value, in seconds since 1970.
  public var newest: Double?
  /// Seconds from one value to the next.
  public var interval: Int?

  public init(
    _ reference: MachineReference, name: String? = nil, since: Double? = nil, method: String? = nil,
    installation: String? = nil, trouble: String? = nil, newest: Double? = nil, interval: Int? = nil
  ) {
    self.reference = reference
    self.name = name
    self.since = since
    self.method = method
    self.installation = installation
    self.trouble = trouble
    self.newest = newest
    self.interval = interval
  }
}
