import MistCommands
import MistModel
import MistOutput
import Synchronization

/// The lines that run by themselves, by number.
final class JobBoard: BackgroundJobs {
  private struct State {
    var jobs: [Int: ShellJob] = [:]
    /// Somebody waits for its end, so it need not be announced.
    var awaited: Set<Int> = []
    var announce: @Sendable (String) -> Void = { _ in }
  }

  private let state = Mutex(State())
  private let now: @Sendable () -> Double
  private static let mostEnded = 20
  private static let pollInterval = Duration.milliseconds(40)

  init(now: @escaping @Sendable () -> Double) {
    self.now = now
  }

  /// Where a job's end is told: a line, without its end.
  func announce(with announce: @escaping @Sendable (String) -> Void) {
    state.withLock { $0.announce = announce }
  }

  /// Lists a job, and tells of its end.
  func add(_ job: ShellJob) -> Int {
    let number = state.withLock { state in
      let number = (state.jobs.keys.max() ?? 0) + 1
      state.jobs[number] = job
      // What nobody asks for any more is forgotten, oldest first.
      let ended = state.jobs.filter { $0.value.endSoFar != nil }.keys.sorted()
      for old in ended.dropLast(Self.mostEnded) { state.jobs[old] = nil }
      return number
    }
    Task { await tellEnd(of: job, number) }
    return number
  }

  private func tellEnd(of job: ShellJob, _ number: Int) async {
    let end = await job.end
    // Who is told looks at the list, where it must have ended too.
    while job.endSoFar == nil { await Task.yield() }
    let announce = state.withLock { $0.awaited.contains(number) ? nil : $0.announce }
    let how = end.line.status == .success ? "done" : end.line.status == .interrupted ? "stopped" : "failed"
    let why = end.line.status == .success ? "" : end.line.error.map { ": \($0.summary)" } ?? ""
    announce?("job \(number) \(how) after \(Int(max(0, end.time - job.started))) s: \(escaped(job.line + why))")
  }

  var runningCount: Int { list().count { $0.isRunning } }

  func list() -> [BackgroundJob] {
    let jobs = state.withLock { $0.jobs }
    return jobs.sorted { $0.key < $1.key }.map { $0.value.description(number: $0.key, now: now()) }
  }

  func end(of number: Int, show: (JobText) -> Void) async throws {
    let job = try job(number)
    state.withLock { _ = $0.awaited.insert(number) }
    defer { state.withLock { _ = $0.awaited.remove(number) } }
    while job.endSoFar == nil {
      try await Task.sleep(for: Self.pollInterval)
    }
    state.withLock { _ = $0.jobs.removeValue(forKey: number) }
    for text in job.outlet.page(from: 0) { show(text) }
    try check(job, number)
  }

  private func check(_ job: ShellJob, _ number: Int) throws {
    guard let error = job.endSoFar?.line.error else { return }
    // Its own words of the error are in what it wrote, which is shown before.
    throw MistError(error.code, "job \(number) failed: \(error.summary)")
  }

  func following(_ number: Int) throws -> AsyncThrowingStream<JobText, any Error> {
    let job = try job(number)
    state.withLock { _ = $0.awaited.insert(number) }
    return AsyncThrowingStream { continuation in
      let task = Task {
        var shown = 0
        while !Task.isCancelled {
          let isOver = job.endSoFar != nil
          for text in job.outlet.page(from: shown) {
            continuation.yield(text)
            shown += 1
          }
          if isOver {
            self.state.withLock { _ = $0.jobs.removeValue(forKey: number) }
            break
          }
          try? await Task.sleep(for: Self.pollInterval)
        }
        self.state.withLock { _ = $0.awaited.remove(number) }
        continuation.finish(throwing: job.endSoFar?.line.error)
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  func cancel(_ number: Int) throws {
    try job(number).stop()
  }

  /// Asks all to stop; they end with the program.
  func cancelAll() {
    for job in state.withLock({ Array($0.jobs.values) }) { job.stop() }
  }

  private func job(_ number: Int) throws -> ShellJob {
    let jobs = state.withLock { $0.jobs }
    guard let job = jobs[number] else {
      let known = jobs.keys.sorted().map(String.init).joined(separator: ", ")
      throw MistError(
        .notFound, "no job \(number)", hint: known.isEmpty ? "there are no jobs" : "there are: \(known)")
    }
    return job
  }
}
