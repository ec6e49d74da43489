import MistClient
import MistModel

/// Waits for what a task wants to have seen, and no longer than it says.
struct Waiting {
  private let limit: Int
  private static let step = Duration.seconds(1)

  init(_ options: OptionValues) throws {
    limit = options.integer("wait_time") ?? 600
    guard limit >= 0 else { throw MistError(.usage, "wait_time cannot be \(limit)", hint: "it is a number of seconds") }
  }

  /// Throws the job's own error, or `.timedOut`; how far the job came is told either way.
  func forJob(_ id: JobID, _ client: MistClient, result: inout ModuleResult) async throws {
    var job = try await client.job(id)
    defer {
      for entry in job.logs { result.note(entry.told(since: job.startedAt)) }
    }
    try await until("the end of job \(id)") {
      job = try await client.job(id)
      return job.finishedAt != nil
    }
    if let error = job.error { throw MistError(.failed, "job \(id): \(error)") }
  }

  /// Asks again and again.
  ///
  /// - Returns: the seconds it took.
  @discardableResult
  func until(_ what: String, _ isSo: () async throws -> Bool) async throws -> Int64 {
    let clock = ContinuousClock()
    let begin = clock.now
    let end = begin + .seconds(limit)
    while try await !isSo() {
      guard clock.now < end else {
        throw MistError(.timedOut, "waited \(limit) s in vain for \(what)", hint: "a longer wait_time may do")
      }
      try await Task.sleep(for: Self.step)
    }
    return (clock.now - begin).components.seconds
  }
}

extension Job.LogEntry {
  /// `12 s: monitoring_step: collectd is installed`.
  fileprivate func told(since start: Double) -> String {
    let more = [result?["step"]?.string, error].compactMap { $0 }
    return (["\(max(0, Int(time - start))) s", action] + more).joined(separator: ": ")
  }
}
