import MistModel
import MistWire

extension MistClient {
  /// The service's jobs, newest first, without their logs. `GET /jobs`.
  public func jobs() async throws -> [Job] {
    try await request(.get, "/jobs", answer: [JobBody].self).map { $0.job($0.job_id ?? "") }
  }

  /// `GET /jobs/J`.
  public func job(_ id: JobID) async throws -> Job {
    try await request(.get, "/jobs/\(id)", answer: JobBody.self).job(id)
  }

  /// Waits until a job is over. A request each time it looks.
  ///
  /// - Returns: the job as it ended.
  /// - Throws: `.failed` with what went wrong when it ended with an error, `.timedOut` when it goes on for longer.
  @discardableResult
  public func wait(
    for id: JobID, within limit: Duration = .seconds(600), lookingEvery pause: Duration = .milliseconds(500)
  ) async throws -> Job {
    let end = ContinuousClock.now + limit
    while true {
      let job = try await job(id)
      if let error = job.error, job.finishedAt != nil { throw MistError(.failed, "job \(id) went wrong: \(error)") }
      if job.finishedAt != nil { return job }
      guard ContinuousClock.now < end else {
        throw MistError(.timedOut, "job \(id) goes on for longer than \(limit)", hint: "ask for it again later")
      }
      try await Task.sleep(for: pause)
    }
  }

  /// `GET /scripts`.
  public func scripts() async throws -> [Script] {
    let dialect = try await dialect()
    let answer = try await request(.get, "/scripts")
    return saw(try understood(answer) { try dialect.scripts(in: $0) }) { .scripts($0) }
  }

  /// Keeps a script. `POST /scripts`.
  public func addScript(name: String, text: String, description: String = "") async throws -> Script {
    let body = AddScriptBody(name: name, description: description, script: text)
    let dialect = try await dialect()
    let answer = try await request(.post, "/scripts", body: body, headers: [WireHeader.apiVersion: "2"])
    seen(.changed(.scripts))
    return try understood(answer) { try dialect.script(in: $0) }
  }

  /// `DELETE /scripts/S`.
  public func removeScript(_ id: ScriptID) async throws {
    _ = try await request(.delete, "/scripts/\(id)")
    seen(.changed(.scripts))
  }

  /// Starts a kept script on a machine and answers at once. `POST /scripts/S`.
  ///
  /// - Returns: the job to follow.
  public func runScript(_ id: ScriptID, on machine: MachineReference, parameters: String = "") async throws -> JobID {
    let call = try await dialect().runScript(id, on: machine, parameters: parameters)
    guard let job = try decoded(JobStartedAnswer.self, from: try await request(call)).job_id else {
      throw MistError(.failed, "\(place) started no job for script \(id)")
    }
    return job
  }
}
