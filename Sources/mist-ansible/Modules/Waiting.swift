import MistClient
import MistModel

/// Waits for what a task wants to have seen, and no longer than it says.
struct Waiting {
  private let limit: Int
  private static let step = Duration.seconds(1)

  init(_ options: OptionValues) {
    limit = max(0, options.integer("wait_time") ?? 600)
  }

  /// Throws the job's own error, or `.timedOut`.
  func forJob(_ id: JobID, _ client: MistClient, result: inout ModuleResult) async throws {
    var job = try await client.job(id)
    try await until("job \(id) to end", result: &result) {
      job = try await client.job(id)
      return job.finishedAt != nil
    }
    if let error = job.error { throw MistError(.failed, "job \(id): \(error)") }
  }

  /// Asks again and again.
  func until(_ what: String, result: inout ModuleResult, _ isSo: () async throws -> Bool) async throws {
    let clock = ContinuousClock()
    let begin = clock.now
    let end = begin + .seconds(limit)
    while try await !isSo() {
      guard clock.now < end else {
        throw MistError(.timedOut, "waited \(limit) s in vain for \(what)", hint: "a longer wait_time may do")
      }
      try await Task.sleep(for: Self.step)
    }
    result.note("waited \((clock.now - begin).components.seconds) s for \(what)")
  }
}

extension ModuleResult {
  fileprivate mutating func note(_ text: String) {
    var lines: [JSONValue] = []
    if case .array(let known)? = members["progress"] { lines = known }
    add(["progress": .array(lines + [.string(text)])])
  }
}
