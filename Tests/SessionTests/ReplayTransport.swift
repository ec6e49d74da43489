import MistModel
import MistWire
import Synchronization

/// A service that answers as one did when `wire.jsonl` was recorded, and to the same requests only.
///
/// Requests may come in another order than they were recorded in, as those do that are made at the same time; the same
/// request made again gets the next of its answers.
final class ReplayTransport: Transport {
  private struct State {
    var used: Set<Int> = []
    var unrecorded: [String] = []
    var mask = SecretMask()
  }

  let place: String
  private let exchanges: [RecordedExchange]
  private let state = Mutex(State())

  /// - Parameter place: what the service was called.
  init(_ wire: [UInt8], place: String) throws {
    self.place = place
    exchanges = try wire.split(separator: UInt8(ascii: "\n")).map {
      try WireJSON.value(RecordedExchange.self, from: Array($0))
    }
  }

  /// What was asked and not recorded.
  var unrecorded: [String] { state.withLock { $0.unrecorded } }

  /// What was recorded and not asked.
  var unused: [String] {
    state.withLock { state in
      exchanges.indices.filter { !state.used.contains($0) }.map { exchanges[$0].request.line }
    }
  }

  /// `wire.jsonl` with what was asked only.
  func wire() throws -> [UInt8] {
    let used = state.withLock { $0.used }
    return try used.sorted().flatMap { try WireJSON.bytes(exchanges[$0]) + [UInt8(ascii: "\n")] }
  }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    let answer = try answer(to: request)
    return WireAnswer(
      status: answer.status, headers: answer.headers ?? [:],
      body: answer.body?.bytes ?? answer.pieceBytes.flatMap(\.self))
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    let answer = try answer(to: request)
    let (body, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    if let whole = answer.body { continuation.yield(whole.bytes) }
    for piece in answer.pieceBytes { continuation.yield(piece) }
    continuation.finish(throwing: answer.error?.error)
    return WireStream(status: answer.status, headers: answer.headers ?? [:], body: body)
  }

  private func answer(to request: WireRequest) throws -> RecordedExchange.Answer {
    try state.withLock { state in
      let asked = RecordedExchange(request, masking: &state.mask).request
      let place = exchanges.indices.first { index in
        !state.used.contains(index) && exchanges[index].request.isSame(as: asked)
      }
      guard let place else {
        state.unrecorded.append(asked.line)
        throw MistError(.failed, "the recording has no answer to \(asked.line)")
      }
      state.used.insert(place)
      if let error = exchanges[place].error { throw error.error }
      return exchanges[place].answer ?? .init(status: 204, headers: [:])
    }
  }
}

extension RecordedExchange.Request {
  fileprivate func isSame(as other: Self) -> Bool {
    method == other.method && path == other.path && body == other.body
  }

  fileprivate var line: String {
    "\(method) \(path)" + (body.map { " " + String(decoding: $0.bytes, as: UTF8.self) } ?? "")
  }
}

extension RecordedExchange.Answer {
  /// A line of JSON stands without its line end.
  fileprivate var pieceBytes: [[UInt8]] {
    (pieces ?? []).map { piece in
      if case .json = piece { piece.bytes + [UInt8(ascii: "\n")] } else { piece.bytes }
    }
  }
}
