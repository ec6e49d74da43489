import Synchronization

/// What Ctrl-C does to the line that is waited for.
final class LinePresses: Sendable {
  private struct State {
    var job: ShellJob?
    var whenStopped: (@Sendable () -> Void)?
    var wasStopped = false
    /// It was asking something when it was stopped, and its question counts as answered with no.
    var endsByItself = false
  }

  private let state = Mutex(State())
  /// Held while the line is stopped and the terminal told so, for the line may end in that very moment.
  private let stopping = Mutex(())
  private let ends: AsyncStream<ShellJob.End?>
  private let continuation: AsyncStream<ShellJob.End?>.Continuation

  init() {
    (ends, continuation) = AsyncStream.makeStream(of: ShellJob.End?.self)
  }

  /// The line has begun; a press from before holds for it.
  ///
  /// - Parameter whenStopped: done at the first press.
  func take(_ job: ShellJob, whenStopped: @escaping @Sendable () -> Void) {
    let wasStopped = state.withLock { state in
      state.job = job
      state.whenStopped = whenStopped
      return state.wasStopped
    }
    if wasStopped { stop() }
  }

  func stop() {
    let (job, told) = state.withLock { state in
      if !state.wasStopped, let job = state.job { state.endsByItself = job.outlet.isPaused }
      state.wasStopped = true
      return (state.job, state.whenStopped)
    }
    stopping.withLock { _ in
      job?.stop()
      told?()
    }
  }

  /// It was stopped and is still at work: it can be left from now on, whatever it was at.
  func goesOn() {
    state.withLock { $0.endsByItself = false }
  }

  /// Leaves the line to itself; not one that just asks something, which ends by itself.
  func leave() {
    let (job, endsByItself) = state.withLock { ($0.job, $0.endsByItself) }
    guard let job, !endsByItself, !job.outlet.isPaused else { return }
    job.outlet.endRowOfKey()
    continuation.yield(nil)
  }

  /// Waits for the line's end, or `nil` when it is left. What a press writes is written by then.
  func endOrLeft(_ job: ShellJob) async -> ShellJob.End? {
    let waiting = Task { [continuation] in continuation.yield(await job.end) }
    defer {
      waiting.cancel()
      stopping.withLock { _ in }
    }
    for await end in ends { return end }
    return await job.end
  }
}
