import MistModel

/// `GET /jobs/J`; without its log an element of `GET /jobs`.
public struct JobBody: Codable, Sendable {
  public struct Counters: Codable, Sendable {
    public var success: Int?
    public var error: Int?
    public var skipped: Int?
    public var pending: Int?
  }

  public struct Entry: Codable, Sendable {
    public var time: Double?
    public var action: String?
    public var backend_id: String?
    public var machine_id: String?
    public var error: JSONValue?
    public var result: JSONValue?
  }

  public var job_id: JobID?
  public var action: String?
  public var started_at: Double?
  /// 0 while it goes on.
  public var finished_at: Double?
  /// `false`, or what went wrong.
  public var error: JSONValue?
  public var summary: [String: Counters]?
  public var logs: [Entry]?

  public init(_ job: Job) {
    job_id = job.id
    action = job.action
    started_at = job.startedAt
    finished_at = job.finishedAt ?? 0
    error = job.error.map(JSONValue.string) ?? .bool(false)
    summary = job.summary.mapValues {
      Counters(success: $0.success, error: $0.error, skipped: $0.skipped, pending: $0.pending)
    }
    logs = job.logs.map { entry in
      Entry(
        time: entry.time, action: entry.action, backend_id: entry.machine?.backend.rawValue,
        machine_id: entry.machine?.machine.rawValue, error: entry.error.map(JSONValue.string) ?? .bool(false),
        result: entry.result)
    }
  }

  /// As a listing has it: the log of each would make it long.
  public var withoutLogs: JobBody {
    var body = self
    body.logs = nil
    return body
  }

  /// - Parameter id: the id that was asked for; old services do not repeat it.
  public func job(_ id: JobID) -> Job {
    Job(
      id: job_id ?? id, action: action ?? "", startedAt: started_at ?? 0,
      finishedAt: finished_at.flatMap { $0 > 0 ? $0 : nil }, error: error?.string,
      summary: (summary ?? [:]).mapValues {
        .init(success: $0.success ?? 0, error: $0.error ?? 0, skipped: $0.skipped ?? 0, pending: $0.pending ?? 0)
      },
      logs: (logs ?? []).map(Self.entry))
  }

  private static func entry(_ entry: Entry) -> Job.LogEntry {
    var machine: MachineReference?
    if let id = entry.machine_id {
      machine = MachineReference(backend: BackendID(entry.backend_id ?? ""), machine: MachineID(id))
    }
    return Job.LogEntry(
      time: entry.time ?? 0, action: entry.action ?? "", machine: machine, error: entry.error?.string,
      result: entry.result)
  }
}

/// The answer of everything that starts a job.
public struct JobStartedAnswer: Codable, Sendable {
  public var job_id: JobID?

  public init(job: JobID?) {
    job_id = job
  }
}

/// A script in `GET /scripts`, and the answer of `POST /scripts`.
public struct ScriptBody: Codable, Sendable {
  public var script_id: ScriptID
  public var name: String
  public var description: String?

  public init(_ script: Script) {
    script_id = script.id
    name = script.name
    description = script.description
  }

  public var script: Script {
    Script(id: script_id, name: name, description: description ?? "")
  }
}

/// `POST /scripts`.
public struct AddScriptBody: Codable, Sendable {
  public var name: String
  public var description: String?
  public var script: String
  /// `inline`.
  public var location_type: String?
  /// `executable`.
  public var exec_type: String?

  public init(name: String, description: String, script: String) {
    self.name = name
    self.description = description
    self.script = script
    location_type = "inline"
    exec_type = "executable"
  }
}

/// `POST /scripts/S`: run it on one machine.
public struct RunScriptBody: Codable, Sendable {
  public var backend_id: BackendID
  public var machine_id: MachineID
  public var params: String?

  public init(machine: MachineReference, parameters: String) {
    backend_id = machine.backend
    machine_id = machine.machine
    params = parameters
  }
}
