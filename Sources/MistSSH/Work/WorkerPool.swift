import Synchronization

/// Real threads for calls that block, so that they never hold up Swift's own few.
///
/// A thread is started when there is work and all others are busy, and ends after ten seconds without any.
final class WorkerPool: Sendable {
  private struct State {
    var queue: [any PooledWork] = []
    /// Where the queue begins; the array is not shifted for each job.
    var head = 0
    var underway: [ObjectIdentifier: any PooledWork] = [:]
    var threads = 0
    /// Workers asleep that no job has been promised yet.
    var idle = 0
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let maxThreads: Int
  private let jobs = Semaphore()

  init(maxThreads: Int) {
    self.maxThreads = maxThreads
  }

  /// Runs `work` on a worker. Throws what it throws, or `Halt`.
  func perform<Value: Sendable>(_ work: @escaping @Sendable (Attention) throws -> Value) async throws -> Value {
    let ticket = Ticket(work)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if ticket.wait(continuation) { submit(ticket) }
      }
    } onCancel: {
      ticket.cancel()
    }
  }

  private enum Next { case sleeperWakes, newThread, queued, closed }

  private func submit(_ work: any PooledWork) {
    let next = state.withLock { state in
      if state.isClosed { return Next.closed }
      state.queue.append(work)
      if state.idle > 0 {
        state.idle -= 1
        return .sleeperWakes
      }
      if state.threads < maxThreads {
        state.threads += 1
        return .newThread
      }
      return .queued
    }
    switch next {
    case .sleeperWakes: jobs.signal()
    case .newThread:
      if !startThread(stackKilobytes: 256, { [self] in self.work() }) { threadFailed() }
    case .closed: work.cancel()
    case .queued: break
    }
  }

  /// With other workers the job waits for one of them; with none nobody would ever do it.
  private func threadFailed() {
    let stranded = state.withLock { state in
      endThread(&state)
      guard state.threads == 0 else { return ArraySlice<any PooledWork>() }
      let stranded = state.queue[state.head...]
      state.queue = []
      state.head = 0
      return stranded
    }
    for work in stranded { work.giveUp(.noThread) }
  }

  private func work() {
    guard let bell = Bell() else { return threadFailed() }
    while true {
      while let work = takeWork() {
        bell.hush()
        work.run(bell: bell)
        _ = state.withLock { $0.underway.removeValue(forKey: ObjectIdentifier(work)) }
      }
      guard sleepForWork() else { return }
    }
  }

  private func takeWork() -> (any PooledWork)? {
    state.withLock { state in
      guard state.head < state.queue.count else { return nil }
      let work = state.queue[state.head]
      state.head += 1
      if state.head == state.queue.count {
        state.queue.removeAll(keepingCapacity: true)
        state.head = 0
      }
      state.underway[ObjectIdentifier(work)] = work
      return work
    }
  }

  /// Returns whether there is work; `false` ends the thread.
  private func sleepForWork() -> Bool {
    enum Rest { case work, sleep, end }
    let rest = state.withLock { state in
      if state.head < state.queue.count { return Rest.work }
      if state.isClosed {
        endThread(&state)
        return .end
      }
      state.idle += 1
      return .sleep
    }
    switch rest {
    case .work: return true
    case .end: return false
    case .sleep: break
    }
    if jobs.wait(seconds: 10) { return true }
    let ends = state.withLock { state in
      // All sleepers are promised a job: one signal is on its way to us.
      guard state.idle > 0 else { return false }
      state.idle -= 1
      endThread(&state)
      return true
    }
    if ends { return false }
    jobs.wait()
    return true
  }

  private func endThread(_ state: inout State) {
    state.threads -= 1
    if state.threads == 0 {
      for waiting in state.closing { waiting.resume() }
      state.closing = []
    }
  }

  /// Calls off what is under way and returns when all threads have ended.
  func close() async {
    let (dropped, sleepers) = state.withLock { state in
      state.isClosed = true
      let dropped = Array(state.queue[state.head...]) + state.underway.values
      state.queue = []
      state.head = 0
      let sleepers = state.idle
      state.idle = 0
      return (dropped, sleepers)
    }
    for work in dropped { work.cancel() }
    for _ in 0..<sleepers { jobs.signal() }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.threads > 0 { state.closing.append(continuation) }
        return state.threads == 0
      }
      if isDone { continuation.resume() }
    }
  }
}
