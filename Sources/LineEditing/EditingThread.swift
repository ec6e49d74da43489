import CLibEditShim
import Glibc
import Synchronization

/// The thread an editor lives on, so that waiting for a key never holds one of the cooperative pool.
final class EditingThread: SerialExecutor {
  private struct Work {
    var jobs: [UnownedJob] = []
    var isEnding = false
  }

  private let work = Mutex(Work())
  private let arrivals: Arrivals

  init() {
    arrivals = Arrivals()
    var thread = pthread_t()
    let unmanaged = Unmanaged.passRetained(self)
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let executor = Unmanaged<EditingThread>.fromOpaque(argument).takeRetainedValue()
        editline_name_thread("line-editing")
        executor.run()
        return nil
      }, unmanaged.toOpaque())
    if failure == 0 { pthread_detach(thread) } else { unmanaged.release() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    work.withLock { $0.jobs.append(job) }
    arrivals.signal()
  }

  /// Lets the thread leave once it has nothing to do.
  func end() {
    work.withLock { $0.isEnding = true }
    arrivals.signal()
  }

  private func run() {
    while true {
      arrivals.wait()
      let (jobs, isEnding) = work.withLock { work in
        defer { work.jobs = [] }
        return (work.jobs, work.isEnding)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if isEnding { return }
    }
  }
}

/// Counts what has arrived for a thread that waits.
private final class Arrivals: @unchecked Sendable {
  // A semaphore of POSIX may be used from any thread and must not move.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func signal() { sem_post(semaphore) }

  func wait() { while sem_wait(semaphore) != 0 {} }
}
