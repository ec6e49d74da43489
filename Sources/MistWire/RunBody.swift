import MistModel

/// `POST /run` (an addition of ours): a command on several machines at once.
public struct RunBody: Codable, Sendable {
  public struct Target: Codable, Sendable {
    public var backend_id: BackendID
    public var machine_id: MachineID
  }

  public var command: String
  public var machines: [Target]
  /// How many machines at the same time.
  public var forks: Int?
  /// Seconds a machine may take for the command.
  public var timeout: Double?

  public init(command: String, machines: [MachineReference], forks: Int, timeout: Double?) {
    self.command = command
    self.machines = machines.map { Target(backend_id: $0.backend, machine_id: $0.machine) }
    self.forks = forks
    self.timeout = timeout
  }

  public var references: [MachineReference] {
    machines.map { MachineReference(backend: $0.backend_id, machine: $0.machine_id) }
  }
}

/// One line of its answer (JSON objects, one a line).
public struct RunEventBody: Codable, Sendable {
  public var backend_id: BackendID
  public var machine_id: MachineID
  /// `started`, `output`, `errors`, `finished`.
  public var event: String
  /// Base64 of the bytes, with `output` and `errors`.
  public var data: String?
  public var exit_status: Int?
  /// Seconds.
  public var duration: Double?
  public var error: ErrorBody?

  public init(_ event: RunEvent) {
    switch event {
    case .started(let machine):
      self.init(machine, "started")
    case .wrote(let machine, let stream, let bytes):
      self.init(machine, stream.rawValue)
      data = base64(bytes)
    case .finished(let machine, let result):
      self.init(machine, "finished")
      exit_status = result.exitStatus
      duration = result.duration
      error = result.error.map(ErrorBody.init)
    }
  }

  /// `nil` for an event this version does not know.
  public var runEvent: RunEvent? {
    let machine = MachineReference(backend: backend_id, machine: machine_id)
    switch event {
    case "started":
      return .started(machine)
    case "finished":
      return .finished(
        machine, RunResult(exitStatus: exit_status, duration: duration ?? 0, error: error?.error))
    default:
      guard let stream = RunEvent.Stream(rawValue: event), let bytes = data.flatMap(bytes(base64:)) else { return nil }
      return .wrote(machine, stream, bytes)
    }
  }

  private init(_ machine: MachineReference, _ event: String) {
    backend_id = machine.backend
    machine_id = machine.machine
    self.event = event
  }
}

/// The answer of `POST /backends/B/machines/M/login` (an addition of ours): the way in that worked.
public struct LoginAnswer: Codable, Sendable {
  public var host: String
  public var port: Int
  public var user: String
  /// The key to log in with; its private half is at `GET /keys/K/private`.
  public var key: String?
  /// `known_hosts` lines for this machine.
  public var known_hosts: [String]

  public init(host: String, port: Int, user: String, key: String?, knownHosts: [String]) {
    self.host = host
    self.port = port
    self.user = user
    self.key = key
    known_hosts = knownHosts
  }
}
