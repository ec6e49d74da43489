/// Which of the two outputs of a remote command.
public enum SSHStream: String, Sendable {
  case output, errors
}

/// How a remote command ended.
public struct SSHExit: Hashable, Sendable {
  /// The exit status; `nil` when a signal ended the command or the server did not say.
  public var status: Int?
  /// The signal's name without `SIG` (`KILL`), when one ended the command.
  public var signal: String?
  /// From the command being sent to its channel being closed.
  public var duration: Duration

  public init(status: Int?, signal: String?, duration: Duration) {
    self.status = status
    self.signal = signal
    self.duration = duration
  }
}

/// A remote command's end and what it wrote.
public struct SSHCapture: Hashable, Sendable {
  public var exit: SSHExit
  /// Bytes that are not UTF-8 are replaced by U+FFFD.
  public var output: String
  public var errors: String
  /// Whether a stream wrote more than `SSHEngine.captureLimit` bytes; the rest was read and dropped.
  public var isTruncated: Bool

  public init(exit: SSHExit, output: String, errors: String, isTruncated: Bool) {
    self.exit = exit
    self.output = output
    self.errors = errors
    self.isTruncated = isTruncated
  }
}
