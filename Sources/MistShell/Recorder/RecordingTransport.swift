import MistModel
import MistWire

/// A transport that tells the recorder of each request and its answer.
///
/// For the client that commands use; what a shell asks in the background, for completion, is no part of a session.
public struct RecordingTransport: Transport {
  private let inner: any Transport
  private let recorder: Recorder

  public init(_ inner: any Transport, recorder: Recorder) {
    self.inner = inner
    self.recorder = recorder
    recorder.met(serviceAt: inner.place)
  }

  public var place: String { inner.place }
  public var unheard: any Transport { inner.unheard }

  public func send(_ request: WireRequest) async throws -> WireAnswer {
    guard let number = recorder.began(request) else { return try await inner.send(request) }
    do {
      let answer = try await inner.send(request)
      recorder.ended(number, answer)
      return answer
    } catch {
      recorder.failed(number, error)
      throw error
    }
  }

  public func stream(_ request: WireRequest) async throws -> WireStream {
    guard let number = recorder.began(request) else { return try await inner.stream(request) }
    do {
      var stream = try await inner.stream(request)
      recorder.beganStream(number, status: stream.status, headers: stream.headers)
      let pieces = RecordedPieces(stream.body.makeAsyncIterator()) { [recorder] in recorder.came(number, $0) }
      stream.body = AsyncThrowingStream(unfolding: { try await pieces.next() })
      return stream
    } catch {
      recorder.failed(number, error)
      throw error
    }
  }
}

/// The pieces of a stream, pulled by their reader, so that a slow one still slows the other side down.
private actor RecordedPieces {
  private var body: AsyncThrowingStream<[UInt8], any Error>.AsyncIterator
  private let tell: @Sendable (Recorder.Piece) -> Void

  init(
    _ body: sending AsyncThrowingStream<[UInt8], any Error>.AsyncIterator,
    tell: @escaping @Sendable (Recorder.Piece) -> Void
  ) {
    self.body = body
    self.tell = tell
  }

  func next() async throws -> [UInt8]? {
    var body = body
    defer { self.body = body }
    do {
      let piece = try await body.next(isolation: self)
      tell(piece.map { .bytes($0) } ?? .end)
      return piece
    } catch {
      tell(.error(error))
      throw error
    }
  }
}
