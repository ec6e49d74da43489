import Glibc
import Synchronization

/// Wakes a worker that sleeps in `poll`.
///
/// A pipe: any thread may ring, the worker that owns it listens. Rings are not counted and a stale one does no harm,
/// for the worker looks at what it was woken for.
final class Bell: Sendable {
  /// The end to poll for reading.
  let listener: Int32
  private let ringer: Int32
  private let hasRung = Atomic(false)

  /// `nil` when the process has no file descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    listener = ends[0]
    ringer = ends[1]
  }

  deinit {
    close(listener)
    close(ringer)
  }

  func ring() {
    var byte: UInt8 = 1
    _ = write(ringer, &byte, 1)
    // After the byte: else the listener might look before it is there, and then never take it out.
    hasRung.store(true, ordering: .releasing)
  }

  func hush() {
    guard hasRung.exchange(false, ordering: .acquiringAndReleasing) else { return }
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(listener, &bytes, bytes.count) > 0 {}
  }
}
