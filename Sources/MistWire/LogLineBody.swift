import MistModel

/// A line in the answer of `GET /backends/B/machines/M/logs`.
public struct LogLineBody: Codable, Sendable {
  public var text: String
  /// `output` or `errors`, as in the events of `run`.
  public var stream: String

  public init(_ line: LogLine) {
    text = line.text
    stream = line.isError ? "errors" : "output"
  }

  public var line: LogLine { LogLine(text, isError: stream == "errors") }
}
