import MistModel

/// How a line ended.
struct LineEnd: Sendable {
  var status: ExitStatus
  var error: MistError?
  /// The line with what was probably meant.
  var correction: String?
  /// It was a line that leaves the shell.
  var isLeaving = false
}
