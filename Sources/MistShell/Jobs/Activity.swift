import Synchronization

/// What a running line waits for, told by its command and read by whoever shows progress.
final class Activity: Sendable {
  private let text = Mutex<String?>(nil)

  var current: String? {
    get { text.withLock { $0 } }
    set { text.withLock { $0 = newValue } }
  }
}
