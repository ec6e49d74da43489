import HTTPTypes
import Hummingbird
import Logging
import MistModel
import MistWire
import NIOCore

/// Carries requests to the embedded service: its router is called without a socket.
///
/// Whoever holds one acts as the owner of the store.
public struct InProcessTransport: Transport {
  let responder: any HTTPResponder<ServiceContext>
  let logger: Logger

  public var place: String { "the embedded service" }

  public func send(_ request: WireRequest) async throws -> WireAnswer {
    let response = try await respond(to: request)
    let collector = BodyCollector()
    try await response.body.write(collector)
    return WireAnswer(
      status: response.status.code, headers: response.headers.byName, body: Array(buffer: collector.buffer))
  }

  public func stream(_ request: WireRequest) async throws -> WireStream {
    let response = try await respond(to: request)
    let handover = Handover()
    let writing = Task {
      do {
        try await response.body.write(BodyForwarder(handover: handover))
        await handover.finish(.success(()))
      } catch {
        await handover.finish(.failure(error))
      }
    }
    let reader = OnRelease {
      writing.cancel()
      Task { await handover.finish(.failure(CancellationError())) }
    }
    // The closure lives as long as the stream and those who iterate it; it only has to hold `reader`.
    let stream = AsyncThrowingStream<[UInt8], any Error> { [reader] in
      _ = reader
      return try await handover.take()
    }
    return WireStream(status: response.status.code, headers: response.headers.byName, body: stream)
  }

  private func respond(to request: WireRequest) async throws -> Response {
    guard let method = HTTPRequest.Method(rawValue: request.method.rawValue) else {
      throw MistError(.failed, "\(request.method.rawValue) is no HTTP method")
    }
    var headers = HTTPFields()
    for (name, value) in request.headers {
      guard let name = HTTPField.Name(name) else { continue }
      headers[name] = value
    }
    let head = HTTPRequest(
      method: method, scheme: "http", authority: "in-process", path: request.path.text, headerFields: headers)
    return try await responder.respond(
      to: Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: request.body))),
      context: ServiceContext(inProcess: InProcessSource(logger: logger), caller: .owner))
  }
}

private final class BodyCollector: ResponseBodyWriter {
  var buffer = ByteBuffer()

  func write(_ piece: ByteBuffer) async throws {
    buffer.writeImmutableBuffer(piece)
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

private struct BodyForwarder: ResponseBodyWriter {
  let handover: Handover

  mutating func write(_ piece: ByteBuffer) async throws {
    try await handover.give(Array(buffer: piece))
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension HTTPFields {
  fileprivate var byName: [String: String] {
    Dictionary(map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
