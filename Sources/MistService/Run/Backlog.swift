import Foundation

/// How much output waits for a slow reader: beyond the limit, those who bring more wait too, and so does the machine
/// that writes it.
///
/// `@unchecked Sendable`: both values are only touched under the condition's lock.
final class Backlog: @unchecked Sendable {
  private let limit: Int
  private let condition = NSCondition()
  private var waiting = 0
  private var isOpen = false

  /// - Parameter limit: bytes.
  init(limit: Int) {
    self.limit = limit
  }

  /// Blocks its thread while the backlog is full: for the threads of the SSH engine, never for the cooperative pool.
  func add(_ bytes: Int) {
    condition.lock()
    while waiting > limit, !isOpen { condition.wait() }
    waiting += bytes
    condition.unlock()
  }

  func took(_ bytes: Int) {
    condition.lock()
    waiting -= bytes
    condition.broadcast()
    condition.unlock()
  }

  /// Nobody reads any more: all pass.
  func open() {
    condition.lock()
    isOpen = true
    condition.broadcast()
    condition.unlock()
  }
}
