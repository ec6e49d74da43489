import MistModel

/// Does some work, and cancels it when it takes longer than `limit`.
///
/// - Parameter what: what is waited for, for the message: `Juno: its machines`.
func withDeadline<Result: Sendable>(
  _ limit: Duration, _ what: String, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result.self) { group in
    group.addTask(operation: work)
    group.addTask {
      try await Task.sleep(for: limit)
      throw MistError(.timedOut, "\(what) did not come within \(limit.components.seconds) s")
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}
