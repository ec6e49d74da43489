import Synchronization

/// What a running line waits for, told by its command and read by whoever shows progress.
final class Activity: Sendable {
  private let texts = Mutex<(current: String?, step: String?)>((nil, nil))

  /// `nil` while the command has not said.
  var current: String? {
    get { texts.withLock(\.current) }
    set { texts.withLock { $0.current = newValue } }
  }

  /// The line of a script that runs, for as long as its command says nothing.
  var step: String? {
    get { texts.withLock(\.step) }
    set { texts.withLock { $0.step = newValue } }
  }
}
