import Dispatch
import Synchronization

/// Breaks the guarded connection of an `Attention` when a limit passes.
final class Deadline: Sendable {
  /// A queue of its own has a thread of its own when it needs one: a limit holds also while all the threads that tasks
  /// share are busy.
  private static let clock = DispatchQueue(label: "mist-shell.deadlines")

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
    Self.clock.asyncAfter(deadline: .now() + limit.inSeconds, execute: work)
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
