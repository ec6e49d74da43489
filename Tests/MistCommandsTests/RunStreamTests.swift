import MistClient
import MistModel
import MistWire
import Synchronization
import Testing

/// What the client makes of a run's answer that does not come as it should.
@Suite struct RunStreamTests {
  private let db = MachineReference(backend: "b1", machine: "m1")
  private let web = MachineReference(backend: "b1", machine: "m3")

  private func line(_ event: RunEvent) throws -> [UInt8] {
    try WireJSON.bytes(RunEventBody(event)) + [10]
  }

  private func events(_ pieces: [[UInt8]], then error: (any Error)? = nil) async throws -> [RunEvent] {
    let transport = StreamingTransport(pieces: pieces, error: error)
    var events: [RunEvent] = []
    for try await event in try await MistClient(transport: transport).run("x", on: [db, web]) { events.append(event) }
    return events
  }

  private func isLost(_ event: RunEvent?, _ machine: MachineReference) -> Bool {
    guard case .finished(machine, let result)? = event else { return false }
    return result.exitStatus == nil && result.error?.code == .connectionLost
      && result.error?.summary.contains("outcome is unknown") == true
  }

  @Test func aServiceThatDiesEndsEachMachine() async throws {
    let finished = RunEvent.finished(db, RunResult(exitStatus: 0, duration: 1))
    let died = MistError(.serviceUnreachable, "it closed the connection")
    for (tail, error) in [([], died), ([], nil), (Array("{nonsense\n".utf8), nil)] as [([UInt8], MistError?)] {
      let events = try await events([try line(.started(web)), try line(finished) + tail], then: error)
      #expect(events.count == 3)
      #expect(events.prefix(2) == [.started(web), finished])
      #expect(isLost(events.last, web))
    }
  }

  @Test func eachMachineFinishesOnce() async throws {
    let finished = try [db, web, db].map { try line(.finished($0, RunResult(exitStatus: 0, duration: 1))) }
    #expect(try await events(finished).count == 2)
  }

  @Test func aCancellationEndsItByThrowing() async throws {
    await #expect(throws: MistError(.interrupted, "interrupted")) {
      _ = try await events([try line(.started(db))], then: CancellationError())
    }
  }

  @Test func aRefusedTokenIsRenewedOnce() async throws {
    let finished = try line(.finished(db, RunResult(exitStatus: 0, duration: 1)))
    let transport = StreamingTransport(pieces: [finished], error: nil, refusals: 1)
    let client = MistClient(transport: transport, credentials: Credentials(email: "a@b.c", password: "x"))
    var count = 0
    for try await _ in try await client.run("x", on: [db]) { count += 1 }
    #expect(count == 1)
    #expect(transport.logins == 2)
    let refusing = MistClient(
      transport: StreamingTransport(pieces: [], error: nil, refusals: 9),
      credentials: Credentials(email: "a@b.c", password: "x"))
    let error = await #expect(throws: MistError.self) { _ = try await refusing.run("x", on: [db]) }
    #expect(error?.code == .notLoggedIn)
  }
}

/// Streams what a test says, after it has refused some tokens.
private final class StreamingTransport: Transport {
  let place = "the service"
  private let pieces: [[UInt8]]
  private let error: (any Error)?
  private let state: Mutex<(refusals: Int, logins: Int)>

  init(pieces: [[UInt8]], error: (any Error)?, refusals: Int = 0) {
    self.pieces = pieces
    self.error = error
    state = Mutex((refusals, 0))
  }

  var logins: Int { state.withLock { $0.logins } }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    guard request.path.text == "/auth" else { return .json("[]") }
    let number = state.withLock { state in
      state.logins += 1
      return state.logins
    }
    return .json(#"{"mist_api_token": "t\#(number)"}"#)
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    let isRefused = state.withLock { state in
      defer { state.refusals -= 1 }
      return state.refusals > 0
    }
    let refusal = WireAnswer.failure(MistError(.notLoggedIn, "the token is not accepted"))
    let (body, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    for piece in isRefused ? [refusal.body] : pieces { continuation.yield(piece) }
    continuation.finish(throwing: isRefused ? nil : error)
    return WireStream(status: isRefused ? 401 : 200, headers: [:], body: body)
  }
}
