import Dispatch
import MistModel

extension DockerDriver {
  /// Its process group is known by the number that comes first: a command that nobody waits for any more is ended by it,
  /// which the engine itself never does.
  private static let wrapper = #"echo $$; exec /bin/sh -c "$1""#

  func execute(
    _ command: String, on machine: MachineID, report: @escaping @Sendable (_ bytes: [UInt8], _ isError: Bool) -> Void
  ) async throws -> Int {
    let id = try await prepare(.init(Cmd: ["/bin/sh", "-c", Self.wrapper, "mist", command]), on: machine)
    let output = OutputThread(report)
    var frames = DockerFrames()
    var first = FirstLine()
    do {
      let pieces = try await engine.stream(
        DockerEngine.Call(.post, "exec", id, "start").sending(ExecutionStart(Detach: false)))
      while let piece = try await next(of: pieces, from: id) {
        for frame in try frames.frames(in: piece, of: account.title) {
          let bytes = frame.isError ? frame.bytes : first.rest(after: frame.bytes)
          if !bytes.isEmpty { await output.write(bytes, isError: frame.isError) }
        }
        try Task.checkCancellation()
      }
      return try await exitStatus(of: id)
    } catch {
      // Not in this task, which may be cancelled.
      if let group = first.number { await Task { await end(group, on: machine) }.value }
      throw Self.told(error, title: account.title)
    }
  }

  func prepare(_ order: ExecutionOrder, on machine: MachineID) async throws -> String {
    let call = try DockerEngine.Call(.post, "containers", machine.rawValue, "exec").sending(order)
    return try await engine.value(call, as: DockerAnswer.Made.self).Id
  }

  /// The next piece, however long it takes, as long as the engine is there.
  private func next(of pieces: ProviderPieces, from id: String) async throws -> [UInt8]? {
    try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await pieces.next() }
      group.addTask { [engine, pulse] in
        while true {
          try await Task.sleep(for: pulse)
          _ = try await engine.value(.init(.get, "exec", id, "json"), as: DockerAnswer.Execution.self)
        }
      }
      return try await group.next() ?? nil
    }
  }

  /// The engine notes the end a moment after the last of the output.
  func exitStatus(of id: String) async throws -> Int {
    for _ in 0..<100 {
      let execution = try await engine.value(.init(.get, "exec", id, "json"), as: DockerAnswer.Execution.self)
      if !execution.Running, let status = execution.ExitCode { return status }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw MistError(
      .connectionLost, "\(account.title): the connection ended before the command did",
      hint: "look before you run it again")
  }

  /// - Parameter signal: what its programs are told with.
  func end(_ group: Int, on machine: MachineID, with signal: String = "TERM") async {
    var order = ExecutionOrder(Cmd: ["/bin/sh", "-c", "kill -\(signal) -\(group)"])
    (order.AttachStdout, order.AttachStderr) = (false, false)
    guard let id = try? await prepare(order, on: machine),
      let call = try? DockerEngine.Call(.post, "exec", id, "start").sending(ExecutionStart(Detach: true))
    else { return }
    _ = try? await engine.send(call)
  }

  static func told(_ error: any Error, title: String) -> any Error {
    guard let error = error as? MistError else { return MistError(.interrupted, "interrupted") }
    guard [.unreachable, .timedOut].contains(error.code) else { return error }
    return MistError(
      .connectionLost, "\(error.summary); what became of the command is not known", hint: "look before you run it again"
    )
  }
}

/// The bodies of `POST /containers/C/exec` and `POST /exec/E/start`.
struct ExecutionOrder: Encodable {
  var AttachStdin: Bool?
  var AttachStdout = true
  var AttachStderr = true
  var Tty: Bool?
  var Env: [String]?
  var User = "0"
  var Cmd: [String]
}

struct ExecutionStart: Encodable {
  var Detach: Bool
  var Tty = false
}

/// The line with a number that comes before a command's own output.
struct FirstLine {
  private(set) var number: Int?
  private var bytes: [UInt8] = []
  private(set) var isOver = false

  /// What came of a line that never ended.
  var unfinished: [UInt8] { isOver ? [] : bytes }

  /// What of these bytes comes after it.
  mutating func rest(after new: [UInt8]) -> [UInt8] {
    guard !isOver else { return new }
    bytes += new
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return [] }
    isOver = true
    // A terminal makes two of the end of a line.
    let line = bytes[..<end].last == UInt8(ascii: "\r") ? bytes[..<(end - 1)] : bytes[..<end]
    number = Int(String(decoding: line, as: UTF8.self))
    // Not ours after all: then nothing of it is swallowed.
    return number == nil ? bytes : Array(bytes[(end + 1)...])
  }
}

/// Hands output over on a thread that may wait: whoever takes it blocks while its own reader is slow, and so does the
/// command that writes it.
private struct OutputThread: Sendable {
  private let queue = DispatchQueue(label: "docker output")
  private let report: @Sendable ([UInt8], Bool) -> Void

  init(_ report: @escaping @Sendable ([UInt8], Bool) -> Void) {
    self.report = report
  }

  func write(_ bytes: [UInt8], isError: Bool) async {
    await withCheckedContinuation { continuation in
      queue.async {
        report(bytes, isError)
        continuation.resume()
      }
    }
  }
}
