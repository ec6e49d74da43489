import MistCommands
import MistOutput

/// What lines can change in their shell. A line at the prompt changes a copy, which the shell takes over when the line
/// has ended; a line that was left to run by itself changes nothing.
struct ShellState: Sendable {
  var service: ServicePlace
  var context = ContextStack()
  var settings = Settings()
  var variables: [String: String] = [:]
  var shorthands: [String: Shorthand] = [:]
  var lastResult: Output?
  /// The columns of each command's last table, for completion behind `| where`.
  var columns: [String: [String]] = [:]
  var reader: CallReader
  var isLeaving = false
  /// The service could not be reached when it was last needed.
  var isOffline = false
  /// The account in use leads elsewhere by now, and it was said that this shell stays.
  var isLeftBehind = false
  /// Lines that failed while a script went on.
  var failureCount = 0
  /// Commands that ran, failed ones included.
  var runCount = 0
}
