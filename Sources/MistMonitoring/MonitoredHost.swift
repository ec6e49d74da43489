/// Runs commands on the machine that is measured. The service finds the way in: address, user and key.
public protocol MonitoredHost: Sendable {
  /// Runs a command through the user's shell; `input` is its standard input.
  ///
  /// Errors are `MistError`: those of a connection that does not come about or ends too soon, `.timedOut` past the limit.
  func run(_ command: String, input: [UInt8], within limit: Duration) async throws -> HostAnswer
}

/// How a command on a machine ended, and what it wrote.
public struct HostAnswer: Hashable, Sendable {
  public var status: Int
  public var output: [UInt8]
  public var errors: [UInt8]

  public init(status: Int, output: [UInt8] = [], errors: [UInt8] = []) {
    self.status = status
    self.output = output
    self.errors = errors
  }
}
