import MistModel

/// A script of POSIX `sh` that a driver wants run.
public struct ShellScript: Hashable, Sendable {
  public var text: String
  /// What it reads on its standard input.
  public var input: [UInt8]
  /// How long it may take.
  public var limit: Duration
  /// Bytes that it may write to each of its outputs.
  public var mostOutput: Int

  public init(_ text: String, input: [UInt8] = [], limit: Duration, mostOutput: Int = 64 << 20) {
    self.text = text
    self.input = input
    self.limit = limit
    self.mostOutput = mostOutput
  }
}

/// Where a script is run.
public enum ScriptPlace: Hashable, Sendable {
  /// On the computer that the service runs on: the right of its owner alone.
  case ownComputer
  /// On a server, by SSH, with this user and this key and no other.
  case server(host: String, port: Int, user: String, key: KeyID)
}

/// How a script ended and what it wrote.
public struct ScriptOutcome: Hashable, Sendable {
  /// `nil` when a signal ended it.
  public var status: Int?
  public var output: [UInt8]
  public var errors: [UInt8]

  public init(status: Int?, output: [UInt8], errors: [UInt8]) {
    self.status = status
    self.output = output
    self.errors = errors
  }
}

/// A text as one word of `sh`, whatever it holds.
public func shellWord(_ text: String) -> String {
  "'" + text.replacing("'", with: #"'\''"#) + "'"
}
