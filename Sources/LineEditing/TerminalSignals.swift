import Glibc
import Synchronization

/// The signals a terminal sends when it changes size, comes back or goes away, turned into flags an editor reads.
enum TerminalSignals {
  private static let descriptor = Atomic<Int32>(-1)
  private static let hasResized = Atomic(false)
  private static let hasHungUp = Atomic(false)

  /// Set for good once the terminal is gone.
  static var isHungUp: Bool { hasHungUp.load(ordering: .acquiring) }

  /// Whether the size changed since the last call.
  static func takeResize() -> Bool { hasResized.exchange(false, ordering: .acquiringAndReleasing) }

  /// Signals wake this descriptor from now on; there is one terminal, so the last caller is the one that is told.
  static func watch(_ descriptor: Int32) {
    Self.descriptor.store(descriptor, ordering: .releasing)
    // Touched here so that the handler never is the first to.
    _ = isHungUp
    _ = takeResize()
    for number in [SIGWINCH, SIGHUP, SIGCONT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in TerminalSignals.arrived(number) }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  static func forget(_ descriptor: Int32) {
    _ = Self.descriptor.compareExchange(expected: descriptor, desired: -1, ordering: .acquiringAndReleasing)
  }

  /// Wakes whoever polls an event descriptor; safe inside a signal handler.
  static func wake(_ descriptor: Int32) {
    guard descriptor >= 0 else { return }
    var one: UInt64 = 1
    let code = errno
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    errno = code
  }

  private static func arrived(_ number: Int32) {
    if number == SIGHUP {
      hasHungUp.store(true, ordering: .releasing)
    } else {
      hasResized.store(true, ordering: .releasing)
    }
    wake(descriptor.load(ordering: .acquiring))
  }
}
