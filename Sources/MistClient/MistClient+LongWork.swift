import MistModel
import MistWire

/// What takes a service longer than a client waits for its answer: our own goes on with it as a job.
extension MistClient {
  private static let pause = Duration.milliseconds(500)

  /// The job that goes on with what was asked for, of which a person is told.
  ///
  /// - Parameter what: `'destroy' of vm-1`.
  func jobGoingOn(_ answer: WireAnswer, _ what: String) -> JobID? {
    guard let job = answer.headers[WireHeader.job] else { return nil }
    notice("\(what) takes its time: job \(job) goes on with it, also when nobody waits (describe-job \(job))")
    return JobID(job)
  }

  /// Waits until a step of a job is done for all its machines, and throws what went wrong with it.
  ///
  /// - Parameter action: the entry of the log that tells how the step ended.
  func end(of id: JobID, step: String, loggedAs action: String) async throws {
    var job = try await job(id)
    while job.finishedAt == nil, job.summary[step]?.pending != 0 {
      try await Task.sleep(for: Self.pause)
      job = try await self.job(id)
    }
    let hint = "describe-job \(id) tells how far it came"
    let failed = job.logs.filter { $0.action == action && $0.error != nil }
    if let first = failed.first, let error = first.error {
      let count = job.summary[step].map { $0.success + $0.error } ?? 1
      let front = count > 1 ? "\(failed.count) of \(count) machines: \(first.result?["name"]?.string ?? ""): " : ""
      throw MistError(.failed, front + error, hint: hint)
    }
    // Its process ended before the step did.
    if job.summary[step]?.pending != 0, let error = job.error { throw MistError(.failed, error, hint: hint) }
  }
}
