/// A line that a machine's main program wrote, as its provider keeps it.
public struct LogLine: Hashable, Sendable {
  public var text: String
  /// Written to its standard error.
  public var isError: Bool

  public init(_ text: String, isError: Bool) {
    self.text = text
    self.isError = isError
  }
}
