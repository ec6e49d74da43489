import MistModel
import MistWire
import Synchronization
import Testing

/// A service that answers what a test says it answers, and nothing else: any other request is an issue.
final class ScriptedTransport: Transport {
  struct Request: Hashable, CustomStringConvertible {
    /// `GET /backends`.
    var line: String
    var body: String

    var description: String { body.isEmpty ? line : "\(line) \(body)" }
  }

  let place = "the scripted service"
  private let answers: [String: WireAnswer]
  private let made = Mutex<[Request]>([])

  init(_ answers: [String: WireAnswer]) {
    self.answers = answers
  }

  /// In the order they came; those that come at the same time are sorted.
  var requests: [Request] { made.withLock { $0 } }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    answer(to: request)
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    let answer = answer(to: request)
    // One byte at a time: nothing may depend on where the pieces end.
    let (body, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    for byte in answer.body { continuation.yield([byte]) }
    continuation.finish()
    return WireStream(status: answer.status, headers: answer.headers, body: body)
  }

  private func answer(to request: WireRequest) -> WireAnswer {
    let line = "\(request.method.rawValue) \(request.path)"
    made.withLock { $0.append(Request(line: line, body: String(decoding: request.body, as: UTF8.self))) }
    guard let answer = answers[line] else {
      Issue.record("unexpected request: \(line)")
      return .failure(MistError(.failed, "unexpected request: \(line)"))
    }
    return answer
  }
}

extension WireAnswer {
  static func json(_ text: String) -> WireAnswer {
    WireAnswer(status: 200, body: Array(text.utf8))
  }

  static let done = WireAnswer(status: 200)

  static func failure(_ error: MistError) -> WireAnswer {
    WireAnswer(status: error.httpStatus, body: (try? WireJSON.bytes(ErrorBody(error))) ?? [])
  }
}
