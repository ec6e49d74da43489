/// Long work that the service carries on with while nobody waits.
public struct Job: Hashable, Sendable {
  /// How many machines are through a step, and how.
  public struct Counters: Hashable, Sendable {
    public var success: Int
    public var error: Int
    public var skipped: Int
    public var pending: Int

    public init(success: Int = 0, error: Int = 0, skipped: Int = 0, pending: Int = 0) {
      self.success = success
      self.error = error
      self.skipped = skipped
      self.pending = pending
    }
  }

  public struct LogEntry: Hashable, Sendable {
    /// Seconds since 1970.
    public var time: Double
    /// `create_machine`, `probe`, `script_finished` …
    public var action: String
    public var machine: MachineReference?
    public var error: String?
    public var result: JSONValue?

    public init(
      time: Double, action: String, machine: MachineReference? = nil, error: String? = nil, result: JSONValue? = nil
    ) {
      self.time = time
      self.action = action
      self.machine = machine
      self.error = error
      self.result = result
    }
  }

  public var id: JobID
  /// What it does: `run_script`, `create_machine` …
  public var action: String
  /// Seconds since 1970.
  public var startedAt: Double
  /// Seconds since 1970; `nil` while it goes on.
  public var finishedAt: Double?
  public var error: String?
  /// By step: `create`, `probe`, `script`, `monitoring`.
  public var summary: [String: Counters]
  public var logs: [LogEntry]

  public init(
    id: JobID, action: String = "", startedAt: Double = 0, finishedAt: Double? = nil, error: String? = nil,
    summary: [String: Counters] = [:], logs: [LogEntry] = []
  ) {
    self.id = id
    self.action = action
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.error = error
    self.summary = summary
    self.logs = logs
  }
}

extension Job {
  public enum State: String, Sendable {
    case running, finished, failed
  }

  /// `failed` as soon as it has ended with an error.
  public var state: State {
    finishedAt == nil ? .running : error == nil ? .finished : .failed
  }
}

/// A script the service keeps, to run on machines.
public struct Script: Hashable, Sendable {
  public var id: ScriptID
  public var name: String
  public var description: String

  public init(id: ScriptID, name: String, description: String = "") {
    self.id = id
    self.name = name
    self.description = description
  }
}
