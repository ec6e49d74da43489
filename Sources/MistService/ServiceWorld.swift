import Foundation

/// What the service takes from outside, so that a test can decide it.
public struct ServiceWorld: Sendable {
  /// Seconds since 1970.
  public var now: @Sendable () -> Double
  /// Seconds since some moment, which nobody sets back: for how long things take.
  public var uptime: @Sendable () -> Double
  /// Unpredictable bytes, for tokens, salts and ids.
  public var randomBytes: @Sendable (_ count: Int) -> [UInt8]

  /// The owner's ssh-agent is running.
  public var hasSSHAgent: Bool

  /// - Parameter uptime: `now` when it is left out.
  public init(
    now: @escaping @Sendable () -> Double, uptime: (@Sendable () -> Double)? = nil,
    randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8], hasSSHAgent: Bool = false
  ) {
    self.now = now
    self.uptime = uptime ?? now
    self.randomBytes = randomBytes
    self.hasSSHAgent = hasSSHAgent
  }

  /// The same as text, two digits a byte.
  func randomHex(bytes count: Int) -> String {
    randomBytes(count).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  /// The system's clock and its random numbers.
  public static let real = ServiceWorld(
    now: { Date().timeIntervalSince1970 },
    uptime: { ProcessInfo.processInfo.systemUptime },
    randomBytes: { count in
      var generator = SystemRandomNumberGenerator()
      return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    },
    hasSSHAgent: ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"]?.isEmpty == false)
}
