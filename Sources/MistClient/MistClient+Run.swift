import MistModel
import MistWire

extension MistClient {
  /// Runs a command through the remote users' shells, on all machines at the same time. `POST /run`.
  ///
  /// Each machine ends with exactly one `.finished` event, reached or not. Leaving the stream early stops the
  /// command everywhere.
  ///
  /// - Parameters:
  ///   - forks: how many machines at once.
  ///   - timeout: seconds each machine may take.
  public func run(
    _ command: String, on machines: [MachineReference], forks: Int = 32, timeout: Double? = nil
  ) async throws -> AsyncThrowingStream<RunEvent, any Error> {
    let body = RunBody(command: command, machines: machines, forks: forks, timeout: timeout)
    var request = WireRequest(.post, "/run", headers: [WireHeader.client: "1"], body: try WireJSON.bytes(body))
    request = request.authorized(try await session.authorization(over: transport))
    let answer = try await transport.stream(request)
    guard answer.status == 200 else {
      throw error(behind: try await collected(answer))
    }
    return events(in: answer.body, expected: machines)
  }

  private func events(
    in body: AsyncThrowingStream<[UInt8], any Error>, expected: [MachineReference]
  ) -> AsyncThrowingStream<RunEvent, any Error> {
    AsyncThrowingStream { continuation in
      let reading = Task {
        var waiting = Set(expected)
        do {
          var lines = LineSplitter()
          for try await bytes in body {
            for line in lines.lines(after: bytes) {
              guard let event = try WireJSON.value(RunEventBody.self, from: line).runEvent else { continue }
              if case .finished(let machine, _) = event { waiting.remove(machine) }
              continuation.yield(event)
            }
          }
          // A service that went away in the middle must not look like one where all went well.
          for machine in expected where waiting.remove(machine) != nil {
            let error = MistError(.failed, "the answer of \(place) ended early; the outcome is unknown")
            continuation.yield(.finished(machine, RunResult(duration: 0, error: error)))
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in reading.cancel() }
    }
  }

  private func collected(_ stream: WireStream) async throws -> WireAnswer {
    var answer = WireAnswer(status: stream.status, headers: stream.headers)
    for try await bytes in stream.body {
      answer.body += bytes
      guard answer.body.count < 1 << 20 else { break }
    }
    return answer
  }
}

/// Cuts a stream of bytes at its line ends.
struct LineSplitter {
  private var rest: [UInt8] = []

  /// The lines that `bytes` completes, without their ends; what is left waits for the next call.
  mutating func lines(after bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var unread = bytes[...]
    while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest + unread[..<end]
      rest = []
      unread = unread[(end + 1)...]
      if !line.isEmpty { lines.append(line) }
    }
    rest += unread
    return lines
  }
}
