/// A line that was run, and what became of it.
public struct PastLine: Hashable, Sendable {
  /// Its place in the list of this shell, from 1, the oldest first.
  public var number: Int
  /// As it is kept: canonical, its secrets masked; with line ends when it was typed over several rows.
  public var line: String
  /// When it began, in seconds since 1970.
  public var time: Double
  /// Where the user was: `Juno/db1`; empty for nowhere.
  public var context: String
  /// 0 when it worked.
  public var status: Int32
  /// Seconds.
  public var duration: Double
  /// Tells the lines of one shell from those of others.
  public var session: String

  public init(
    number: Int, line: String, time: Double, context: String, status: Int32, duration: Double, session: String
  ) {
    self.number = number
    self.line = line
    self.time = time
    self.context = context
    self.status = status
    self.duration = duration
    self.session = session
  }
}

/// The lines that were run before, here and in other shells.
public protocol PastLines: Sendable {
  /// Oldest first, numbered from 1; a number never changes while the shell runs.
  func pastLines() -> [PastLine]
}
