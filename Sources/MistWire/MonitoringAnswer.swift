import MistModel

/// The answer of `GET /monitoring`: what is monitored, by whom it is paid for, and what is told to whom.
public struct MonitoringAnswer: Codable, Sendable {
  /// `[backend, machine]` each.
  public var machines: [[String]] = []
  /// By uuid, or by whatever the service calls them.
  public var monitored_machines: [String: JSONValue] = [:]
  public var rules: [String: JSONValue] = [:]
  public var alerts_email: [String] = []
  public var custom_metrics: [String: JSONValue] = [:]
  public var builtin_metrics: [String: JSONValue] = [:]
  public var current_plan: [String: JSONValue]

  public init(plan: [String: JSONValue]) {
    current_plan = plan
  }
}

/// `GET /monitoring` as a client reads it: services of other times leave most of it out.
public struct MonitoringListing: Decodable, Sendable {
  public var machines: [[String]]?
  public var monitored_machines: [String: MonitoredMachineBody]?
  public var rules: [String: RuleBody]?

  public var monitoring: Monitoring {
    var known = (monitored_machines ?? [:]).values.compactMap(\.machine)
    let named = (machines ?? []).filter { $0.count == 2 }.map {
      MachineReference(backend: BackendID($0[0]), machine: MachineID($0[1]))
    }
    let told = Set(known.map(\.reference))
    known += named.filter { !told.contains($0) }.map { MonitoredMachine($0) }
    return Monitoring(
      machines: known.sorted {
        ($0.reference.backend, $0.reference.machine) < ($1.reference.backend, $1.reference.machine)
      })
  }
}

/// One machine in `monitored_machines`.
public struct MonitoredMachineBody: Codable, Sendable {
  public struct Installation: Codable, Sendable {
    /// `installing`, `succeeded`, `failed` …
    public var state: String?
    public var error_msg: String?

    public init(state: String?, error: String? = nil) {
      self.state = state
      error_msg = error
    }
  }

  public var backend: BackendID?
  public var machine_id: MachineID?
  /// As it was called when it was enabled.
  public var name: String?
  /// Since when; seconds since 1970.
  public var since: Double?
  /// What measures: `collectd`, `rootless collectd`, `sampler`.
  public var method: String?
  public var installation_status: Installation?
  /// The time of the newest value; seconds since 1970.
  public var newest: Double?
  /// Seconds from one value to the next.
  public var interval: Int?

  public init(_ machine: MonitoredMachine) {
    backend = machine.reference.backend
    machine_id = machine.reference.machine
    name = machine.name
    since = machine.since
    method = machine.method
    installation_status = machine.installation.map { Installation(state: $0, error: machine.trouble) }
    newest = machine.newest
    interval = machine.interval
  }

  /// `nil` for one of a service that says in `machines` alone which it is.
  public var machine: MonitoredMachine? {
    guard let backend, let machine_id else { return nil }
    return MonitoredMachine(
      MachineReference(backend: backend, machine: machine_id), name: name, since: since, method: method,
      installation: installation_status?.state, trouble: installation_status?.error_msg, newest: newest,
      interval: interval)
  }
}

/// The answer of `POST …/monitoring`.
public struct MonitoringStartedAnswer: Codable, Sendable {
  /// The job that goes on behind it.
  public var job_id: JobID?
}
