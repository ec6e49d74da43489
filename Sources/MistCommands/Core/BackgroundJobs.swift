import MistModel

/// Lines that run by themselves: those that end in `&`, and those that a person did not wait for.
public protocol BackgroundJobs: Sendable {
  /// Oldest first; those that ended stay until they are waited for.
  func list() -> [BackgroundJob]
  /// Waits for a job's end, shows what it wrote and forgets it. Throws `MistError(.notFound)` for an unknown number, and
  /// an error of the job's code when it failed.
  func end(of number: Int, show: (JobText) -> Void) async throws
  /// What a job writes from now on and wrote before, in pieces, until it ends.
  func following(_ number: Int) throws -> AsyncThrowingStream<JobText, any Error>
  /// Asks a job to stop.
  func cancel(_ number: Int) throws
}

/// A line that runs, or ran, by itself.
public struct BackgroundJob: Hashable, Sendable {
  /// `stopping`: it was asked to stop and has not ended yet.
  public enum State: String, Sendable {
    case running, stopping, done, stopped, failed
  }

  /// What `wait` and `cancel` take.
  public var number: Int
  /// As it runs, without secrets.
  public var line: String
  public var state: State
  /// Since its start, to its end when it is over; seconds.
  public var elapsed: Double
  /// What it waits for: `2 of 40 machines; waiting for db1`.
  public var activity: String?

  public init(number: Int, line: String, state: State, elapsed: Double, activity: String?) {
    self.number = number
    self.line = line
    self.state = state
    self.elapsed = elapsed
    self.activity = activity
  }

  public var isRunning: Bool { state == .running || state == .stopping }
}

/// A piece of what a job wrote.
public struct JobText: Hashable, Sendable {
  public var channel: World.Channel
  public var bytes: [UInt8]

  public init(_ channel: World.Channel, _ bytes: [UInt8]) {
    self.channel = channel
    self.bytes = bytes
  }
}
