import Synchronization

/// A clock that a test moves.
final class TestClock: Sendable {
  private let seconds = Mutex(1_793_534_400.0)

  /// Seconds since 1970.
  var now: Double {
    get { seconds.withLock { $0 } }
    set { seconds.withLock { $0 = newValue } }
  }
}
