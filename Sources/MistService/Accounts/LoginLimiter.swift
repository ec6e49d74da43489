import MistModel
import Synchronization

/// Slows down whoever guesses passwords: after five failures for one e-mail or from one address each further one
/// doubles the time to wait.
final class LoginLimiter: Sendable {
  private struct Failures {
    var count: Int
    var last: Double
  }

  private struct Ledger {
    var emails: [String: Failures] = [:]
    var addresses: [String: Failures] = [:]
  }

  private static let free = 5
  /// Seconds.
  private static let longestWait = 300.0
  /// Seconds after which failures are forgotten.
  private static let memory = 900.0
  /// How many e-mails and how many addresses are remembered.
  private static let capacity = 10_000

  private let ledger = Mutex(Ledger())

  /// Throws `.tooMany` with the seconds to wait while this one may not try.
  func admit(email: String, address: String?, at now: Double) throws {
    let wait = ledger.withLock { ledger in
      max(
        Self.wait(after: ledger.emails[email], at: now),
        Self.wait(after: address.flatMap { ledger.addresses[$0] }, at: now))
    }
    guard wait > 0 else { return }
    let seconds = Int(wait.rounded(.up))
    throw MistError(
      .tooMany, "too many failed logins: wait \(seconds) \(seconds == 1 ? "second" : "seconds")",
      hint: "then try again with the right password")
  }

  func failed(email: String, address: String?, at now: Double) {
    ledger.withLock { ledger in
      Self.count(&ledger.emails, email, at: now)
      if let address { Self.count(&ledger.addresses, address, at: now) }
    }
  }

  /// The address stays on record: whoever has one account could otherwise guess at all others.
  func succeeded(email: String) {
    _ = ledger.withLock { $0.emails.removeValue(forKey: email) }
  }

  private static func wait(after failures: Failures?, at now: Double) -> Double {
    guard let failures, failures.count >= free else { return 0 }
    // Nothing is gained from a clock that was set back.
    let passed = max(0, now - failures.last)
    guard passed < memory else { return 0 }
    let doubled = Double(1 << min(failures.count - free, 30))
    return max(0, min(longestWait, doubled) - passed)
  }

  private static func count(_ failures: inout [String: Failures], _ name: String, at now: Double) {
    if failures.count >= capacity, failures[name] == nil {
      failures = failures.filter { now - $0.value.last < memory }
      if failures.count >= capacity, let oldest = failures.min(by: { $0.value.last < $1.value.last })?.key {
        failures[oldest] = nil
      }
    }
    var own = failures[name] ?? Failures(count: 0, last: now)
    if now - own.last >= memory { own.count = 0 }
    own.count += 1
    own.last = now
    failures[name] = own
  }
}
