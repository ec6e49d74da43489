import MistModel

/// What the program tells its caller when it ends.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  case success = 0
  /// A command failed.
  case failed = 1
  /// A line or an option is not understood; nothing ran.
  case usage = 2
  /// A script stopped at an error.
  case scriptStopped = 3
  case notLoggedIn = 4
  /// Not confirmed, or read-only.
  case refused = 5
  case serviceUnreachable = 6
  case interrupted = 130

  /// The status of a single command that ended with this error.
  public init(_ code: MistError.Code) {
    self =
      switch code {
      case .usage: .usage
      case .notLoggedIn: .notLoggedIn
      case .refused: .refused
      case .serviceUnreachable: .serviceUnreachable
      case .interrupted: .interrupted
      default: .failed
      }
  }
}
