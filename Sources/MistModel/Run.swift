/// One thing that happened while a command ran on several machines.
public enum RunEvent: Hashable, Sendable {
  public enum Stream: String, Hashable, Sendable {
    case output, errors
  }

  /// A machine was reached and the command is running there.
  case started(MachineReference)
  /// Bytes as the machine wrote them, in the order of that stream.
  case wrote(MachineReference, Stream, [UInt8])
  /// The last event of a machine; there is exactly one for each.
  case finished(MachineReference, RunResult)
}

/// How a command ended on one machine.
public struct RunResult: Hashable, Sendable {
  /// `nil` when the command did not run to its end.
  public var exitStatus: Int?
  /// Seconds from the request to the end.
  public var duration: Double
  /// Why there is no exit status: not reached, no login, timed out, killed by a signal.
  public var error: MistError?

  public init(exitStatus: Int? = nil, duration: Double, error: MistError? = nil) {
    self.exitStatus = exitStatus
    self.duration = duration
    self.error = error
  }

  public var succeeded: Bool { exitStatus == 0 && error == nil }
}
