import Glibc
import Synchronization

/// What a worker listens to while it waits for the network: the call to stop.
final class Attention: Sendable {
  private let bell: Bell
  private let stopped = Atomic(false)
  /// The socket to shut when the work is called off, for calls into libssh that cannot be woken by the bell.
  private let socket = Mutex<Int32?>(nil)

  init(bell: Bell) {
    self.bell = bell
  }

  var isCancelled: Bool { stopped.load(ordering: .acquiring) }

  func cancel() {
    stopped.store(true, ordering: .releasing)
    bell.ring()
    shutSocket()
  }

  /// While `body` runs, cancelling (or `shutSocket`) breaks the connection under it.
  func guarding<Value>(_ descriptor: Int32, _ body: () throws -> Value) rethrows -> Value {
    socket.withLock { $0 = descriptor }
    defer { socket.withLock { $0 = nil } }
    if isCancelled { shutSocket() }
    return try body()
  }

  func shutSocket() {
    socket.withLock { socket in
      if let socket { _ = shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }

  /// Sleeps until the descriptor is ready, or `atMost` passed, or throws `Halt`.
  func wait(
    for descriptor: Int32, _ events: Int32, until deadline: ContinuousClock.Instant?,
    atMost: Duration = .seconds(1)
  ) throws {
    try check(deadline)
    var sleep = atMost
    if let deadline { sleep = min(sleep, ContinuousClock.now.duration(to: deadline)) }
    var watched = [
      pollfd(fd: descriptor, events: Int16(events), revents: 0),
      pollfd(fd: bell.listener, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&watched, 2, sleep.pollMilliseconds)
    if watched[1].revents != 0 { bell.hush() }
    try check(deadline)
  }

  func check(_ deadline: ContinuousClock.Instant?) throws {
    if isCancelled { throw Halt.cancelled }
    if let deadline, ContinuousClock.now >= deadline { throw Halt.expired }
  }
}

extension Duration {
  /// For `poll`: rounded up, so that it does not spin before a deadline.
  var pollMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < 3600 else { return 3_600_000 }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// `10 seconds`, `1 second`, `0.3 seconds`.
  var inWords: String {
    let (seconds, attoseconds) = components
    let tenths = attoseconds / 100_000_000_000_000_000
    if seconds == 1, tenths == 0 { return "1 second" }
    return tenths == 0 ? "\(seconds) seconds" : "\(seconds).\(tenths) seconds"
  }
}
