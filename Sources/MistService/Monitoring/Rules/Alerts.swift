import Synchronization

/// A rule whose condition began to hold, or holds no longer.
struct Alert: Sendable {
  var rule: RuleRecord
  var value: Double?
  /// Seconds since 1970.
  var at: Double
  var isOver: Bool
}

/// Tells of rules to whoever listens in this process.
final class Alerts: Sendable {
  private let listeners = Mutex<[Int: AsyncStream<Alert>.Continuation]>([:])

  func tell(_ alert: Alert) {
    for listener in listeners.withLock({ Array($0.values) }) { listener.yield(alert) }
  }

  /// From now on; nobody who is slow holds up the others, the oldest are left out then.
  func listen() -> AsyncStream<Alert> {
    let (stream, listener) = AsyncStream<Alert>.makeStream(bufferingPolicy: .bufferingNewest(100))
    let key = listeners.withLock { listeners in
      let key = (listeners.keys.max() ?? 0) + 1
      listeners[key] = listener
      return key
    }
    listener.onTermination = { [weak self] _ in
      self?.listeners.withLock { _ = $0.removeValue(forKey: key) }
    }
    return stream
  }
}
