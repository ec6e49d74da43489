import Foundation
import Synchronization

/// The signals that matter while the terminal is lent: a new size is passed on, and who ends the shell must not leave the
/// terminal as it is then, nor a shell on the machine. What was done at them before comes back at the end.
final class LentSignals: Sendable {
  private static let descriptor = Atomic<Int32>(-1)
  private static let hasResized = Atomic(false)
  private static let ending = Atomic<Int32>(0)
  private let before: Mutex<[Int32: sigaction]>

  /// Whether the terminal was closed, or the program told to end.
  static var isToEnd: Bool { ending.load(ordering: .acquiring) != 0 }

  /// - Parameter descriptor: the end of a pipe that is written to.
  init(waking descriptor: Int32) {
    Self.descriptor.store(descriptor, ordering: .releasing)
    Self.hasResized.store(false, ordering: .releasing)
    Self.ending.store(0, ordering: .releasing)
    var before: [Int32: sigaction] = [:]
    for number in [SIGWINCH, SIGHUP, SIGTERM] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { LentSignals.arrived($0) }
      action.sa_flags = SA_RESTART
      var old = sigaction()
      sigaction(number, &action, &old)
      before[number] = old
      // Whoever ignores it (nohup) goes on ignoring it.
      if number != SIGWINCH, Self.handling(old) == Self.ignored { sigaction(number, &old, nil) }
    }
    self.before = Mutex(before)
  }

  func end() {
    let before = before.withLock { $0 }
    for (number, action) in before {
      var action = action
      sigaction(number, &action, nil)
    }
    Self.descriptor.store(-1, ordering: .releasing)
    if Self.hasResized.load(ordering: .acquiring) { kill(getpid(), SIGWINCH) }
    // Who has a way of their own to end hears of it now; else the command ends as interrupted, and tidies up first.
    let number = Self.ending.load(ordering: .acquiring)
    if let action = before[number], Self.handling(action) > Self.ignored { kill(getpid(), number) }
  }

  private static let ignored = 1

  /// 0 for what the system does by itself, 1 for nothing, else a function.
  private static func handling(_ action: sigaction) -> Int {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
  }

  /// In a signal handler: no more than it may do.
  private static func arrived(_ number: Int32) {
    if number == SIGWINCH {
      hasResized.store(true, ordering: .releasing)
    } else {
      ending.store(number, ordering: .releasing)
    }
    let descriptor = descriptor.load(ordering: .acquiring)
    guard descriptor >= 0 else { return }
    let code = errno
    var ring: UInt8 = 1
    _ = write(descriptor, &ring, 1)
    errno = code
  }
}
