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
    try await requireOurs(Self.running)
    let body = RunBody(command: command, machines: machines, forks: forks, timeout: timeout)
    let request = WireRequest(.post, "/run", headers: [WireHeader.client: "1"], body: try WireJSON.bytes(body))
    let answer = try await streamAuthorized(request)
    guard answer.status == 200 else {
      let refusal = try await collected(answer)
      throw lacks(refusal) ? unsupported(Self.running) : error(behind: refusal)
    }
    // Pulled by its reader, so that a slow one slows the machines down instead of filling the memory.
    let events = RunEvents(answer.body.makeAsyncIterator(), expected: machines, place: place)
    return AsyncThrowingStream(unfolding: { try await events.next() })
  }

  private static let running = "run commands on machines"

  /// A token that is no longer accepted is renewed once.
  private func streamAuthorized(_ request: WireRequest) async throws -> WireStream {
    let first = try await authorization()
    let answer = try await transport.stream(request.authorized(first))
    guard answer.status == 401, first != nil else { return answer }
    let refusal = error(behind: try await collected(answer))
    guard refusal.code == .notLoggedIn else { throw refusal }
    return try await transport.stream(request.authorized(try await renewed(insteadOf: first)))
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

/// The events in the answer of `POST /run`, read when they are asked for.
///
/// Whatever becomes of the service, each machine ends with one `.finished`; only a cancellation ends it by throwing.
private actor RunEvents {
  private var body: AsyncThrowingStream<[UInt8], any Error>.AsyncIterator
  private let expected: [MachineReference]
  private let place: String
  private var unfinished: Set<MachineReference>
  private var splitter = LineSplitter()
  /// Read and not handed over yet, the next one last.
  private var ready: [RunEvent] = []
  private var isOver = false

  init(
    _ body: sending AsyncThrowingStream<[UInt8], any Error>.AsyncIterator, expected: [MachineReference], place: String
  ) {
    self.body = body
    self.expected = expected
    self.place = place
    unfinished = Set(expected)
  }

  func next() async throws -> RunEvent? {
    while ready.isEmpty, !isOver {
      do {
        if let bytes = try await piece() {
          try read(bytes)
        } else {
          end(details: [])
        }
      } catch {
        let known = error as? MistError
        if Task.isCancelled || error is CancellationError || known?.code == .interrupted {
          isOver = true
          throw MistError(.interrupted, "interrupted")
        }
        end(details: known.map { [$0.summary] } ?? [])
      }
    }
    return ready.popLast()
  }

  private func piece() async throws -> [UInt8]? {
    var body = body
    defer { self.body = body }
    let piece = try await body.next(isolation: self)
    // A stream of a cancelled task just ends.
    if piece == nil { try Task.checkCancellation() }
    return piece
  }

  private func read(_ bytes: [UInt8]) throws {
    var events: [RunEvent] = []
    // What stands before a line that is not understood counts.
    defer { ready = events.reversed() }
    for line in splitter.lines(after: bytes) {
      guard let event = try WireJSON.value(RunEventBody.self, from: line).runEvent else { continue }
      if case .finished(let machine, _) = event, unfinished.remove(machine) == nil { continue }
      events.append(event)
    }
  }

  /// A service that went away in the middle must not look like one where all went well.
  private func end(details: [String]) {
    isOver = true
    let error = MistError(
      .connectionLost, "the answer of \(place) ended early; the outcome is unknown", details: details)
    let last = expected.filter { unfinished.remove($0) != nil }
    ready.insert(contentsOf: last.reversed().map { .finished($0, RunResult(duration: 0, error: error)) }, at: 0)
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
