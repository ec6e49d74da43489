import MistModel

/// What went wrong with a connection, and how far it had come; becomes a `MistError` at the edge of the target.
struct Trouble: Error {
  enum Phase {
    /// Finding the host, connecting, the key exchange, the host key: another user or key would fare no better.
    case reach
    case logIn
    /// A channel was refused or lost before the command was sent.
    case channel
    case command
  }

  var code: MistError.Code
  var phase: Phase
  /// `10.0.0.5:22` or `root@10.0.0.5:22 with key prod`.
  var place: String
  /// `connection refused`.
  var what: String
  var hint: String?
  var details: [String] = []

  var mistError: MistError {
    MistError(code, "ssh: \(place): \(what)", hint: hint, details: details)
  }
}

extension Trouble {
  /// Says in one place how a deadline or a cancellation reads.
  static func halted(_ halt: Halt, _ phase: Phase, at place: String, after limit: Duration?) -> Trouble {
    switch halt {
    case .cancelled:
      return Trouble(code: .interrupted, phase: phase, place: place, what: "stopped before its end")
    case .noThread:
      return Trouble(
        code: .failed, phase: phase, place: place, what: "no thread or file descriptor left for it",
        hint: "run on fewer machines at once, or raise `ulimit -n`")
    case .expired:
      let within = limit.map { " within \($0.inWords)" } ?? ""
      guard case .command = phase else {
        return Trouble(
          code: .timedOut, phase: phase, place: place, what: "no answer\(within)",
          hint: "check that the machine is up and that its firewall lets ssh through")
      }
      return Trouble(
        code: .timedOut, phase: phase, place: place, what: "the command did not end\(within)",
        hint: "it was told to stop and may still run")
    }
  }
}
