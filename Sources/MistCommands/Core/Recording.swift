/// Writes a session down while it goes on, so that it can be replayed byte by byte.
public protocol Recording: Sendable {
  var isOn: Bool { get }
  /// Lines typed so far.
  var lineCount: Int { get }

  /// Begins anew; what an earlier recording holds is gone.
  ///
  /// - Parameter lines: what a replay runs first, unseen: settings that are not as at the start of a shell.
  func start(after lines: [String])

  /// The line that is being run is no part of the recording, nor what comes of it.
  func leaveOutLine()

  /// Ends the recording and keeps it.
  func stop()

  /// What a folder below `history/` holds, by name; `nil` when nothing was recorded. Secrets are masked.
  func files() -> [String: [UInt8]]?
}
