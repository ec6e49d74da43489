/// The pauses between one look and the next at work that goes on at a provider: each twice as long as the one before.
///
///     var pauses = Pauses(within: .seconds(60))
///     while operation.isUnderWay {
///       guard try await pauses.next() else { return false }
///       operation = try await api.get(operation)
///     }
struct Pauses: Sendable {
  private let start = ContinuousClock.now
  private let limit: Duration
  private let longest: Duration
  private var pause: Duration

  /// - Parameter limit: how long to go on looking, from now on.
  init(from first: Duration = .milliseconds(250), upTo longest: Duration = .seconds(2), within limit: Duration) {
    pause = first
    self.longest = longest
    self.limit = limit
  }

  /// Waits until the next look is due.
  ///
  /// - Parameter wish: how long the provider would have us wait, if it said so.
  /// - Returns: `false`, at once, when that look would come too late.
  /// - Throws: `CancellationError`.
  mutating func next(_ wish: Duration? = nil) async throws -> Bool {
    let wait = wish ?? pause
    guard ContinuousClock.now - start + wait < limit else { return false }
    try await Task.sleep(for: wait)
    pause = min(pause * 2, longest)
    return true
  }
}
