import MistModel
import MistOutput

extension Shell {
  /// Waits until a job of the service is over, and says what it logs. A request every half second.
  ///
  /// Throws the job's error.
  func follow(_ id: JobID) async throws {
    var told = 0
    defer {
      // Only the waiting has ended: what the service does for the job goes on.
      if Task.isCancelled { note("job \(escaped(id.rawValue)) goes on: describe-job \(escaped(id.rawValue))") }
    }
    while true {
      let job = try await client.job(id)
      let names = job.machineNames
      for entry in job.logs.dropFirst(told) {
        for line in entry.saying(names) { note(escaped(line)) }
      }
      told = max(told, job.logs.count)
      if job.finishedAt != nil {
        doing(nil)
        if let error = job.error {
          throw MistError(.failed, "job \(escaped(id.rawValue)) went wrong: \(escaped(error))")
        }
        return
      }
      doing(escaped(job.logs.last?.saying(names).first ?? "job \(id)"))
      try await world.sleep(0.5)
    }
  }
}

extension Job {
  /// What the machines of the log are called, where it tells that.
  fileprivate var machineNames: [MachineReference: String] {
    var names: [MachineReference: String] = [:]
    for entry in logs {
      guard let machine = entry.machine, let name = entry.result?["name"]?.string else { continue }
      names[machine] = name
    }
    return names
  }
}

extension Job.LogEntry {
  /// `web-1: script finished`, and below what a script wrote.
  fileprivate func saying(_ names: [MachineReference: String]) -> [String] {
    let name = result?["name"]?.string ?? machine.map { names[$0] ?? $0.machine.rawValue }
    let front = name.map { "\($0): " } ?? ""
    let more = (error ?? result?.string).map { ": \($0)" } ?? ""
    return ["\(front)\(action.replacing("_", with: " "))\(more)"] + output.map { front + $0 }
  }

  /// The lines that a script wrote.
  var output: [String] {
    ["output", "errors"].compactMap { result?[$0]?.string }.flatMap {
      $0.split(whereSeparator: \.isNewline).map(String.init)
    }
  }
}
