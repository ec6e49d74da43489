import Dispatch
import Synchronization

/// Breaks the guarded connection of an `Attention` when a limit passes. Its clock is no task: a limit holds also while
/// all the threads of tasks are busy.
final class Deadline: Sendable {
  private let timer: Mutex<DispatchWorkItem?>
  private let passed: Passed

  private final class Passed: Sendable {
    let flag = Atomic(false)
  }

  init(_ limit: Duration?, _ attention: Attention) {
    let passed = Passed()
    self.passed = passed
    guard let limit else {
      timer = Mutex(nil)
      return
    }
    let work = DispatchWorkItem {
      passed.flag.store(true, ordering: .releasing)
      attention.shutSocket()
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit.inSeconds, execute: work)
    timer = Mutex(work)
  }

  var hasPassed: Bool { passed.flag.load(ordering: .acquiring) }

  func end() {
    timer.withLock { $0?.cancel() }
  }
}

extension Duration {
  fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
