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
  /// How rules stood when they were seen last, by their ids.
  private let seen = Mutex<[Int64: RuleRecord]>([:])
  private let since: Double

  /// - Parameter since: what began to hold before is no news.
  init(since: Double) {
    self.since = since
  }

  /// What this process found.
  func tell(_ alert: Alert) {
    var rule = alert.rule
    rule.firingSince = alert.isOver ? nil : alert.at
    if let id = rule.id { seen.withLock { $0[id] = rule } }
    yield(alert)
  }

  /// What another process found since a rule was seen here last: whoever sits at a prompt hears of it all the same.
  func tellNews(of rule: RuleRecord, at now: Double) {
    guard let id = rule.id else { return }
    let before = seen.withLock { seen in
      defer { seen[id] = rule }
      return seen[id]
    }
    if let began = rule.firingSince {
      guard before == nil ? began >= since : before?.firingSince != began else { return }
      yield(Alert(rule: rule, value: rule.firingValue, at: began, isOver: false))
    } else if let before, before.firingSince != nil, before.isStill(rule) {
      yield(Alert(rule: rule, value: nil, at: now, isOver: true))
    }
  }

  private func yield(_ alert: Alert) {
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
