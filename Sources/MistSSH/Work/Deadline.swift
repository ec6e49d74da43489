import Synchronization

/// Breaks the guarded connection of an `Attention` when a limit passes.
final class Deadline: Sendable {
  private let timer: Task<Void, Never>?
  private let passed: Passed

  private final class Passed: Sendable {
    let flag = Atomic(false)
  }

  init(_ limit: Duration?, _ attention: Attention) {
    let passed = Passed()
    self.passed = passed
    timer = limit.map { limit in
      Task {
        try? await Task.sleep(for: limit)
        guard !Task.isCancelled else { return }
        passed.flag.store(true, ordering: .releasing)
        attention.shutSocket()
      }
    }
  }

  var hasPassed: Bool { passed.flag.load(ordering: .acquiring) }

  func end() {
    timer?.cancel()
  }
}
