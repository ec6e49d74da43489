import AsyncHTTPClient
import MistModel
import MistWire
import NIOCore
import NIOHTTP1
import NIOPosix

/// Carries requests to a Mist service elsewhere, over HTTP or HTTPS.
public final class HTTPTransport: Transport {
  public let place: String
  private let base: String
  private let client: HTTPClient
  private let timeout: TimeAmount
  private static let largestAnswer = 64 << 20

  /// - Parameters:
  ///   - url: `https://mist.example`, with or without a path before the routes.
  ///   - timeout: how long one answer may take.
  public init(url: String, timeout: Duration = .seconds(60)) throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw MistError(.invalid, "'\(url)' is no address of a Mist service", hint: "say http://HOST or https://HOST")
    }
    place = url
    base = String(url.reversed().drop { $0 == "/" }.reversed())
    client = HTTPClient(eventLoopGroupProvider: .singleton)
    self.timeout = .seconds(timeout.components.seconds)
  }

  deinit {
    // Connections that are kept open would outlive the transport; there is nobody to tell about a failure.
    client.shutdown { _ in }
  }

  public func send(_ request: WireRequest) async throws -> WireAnswer {
    try await reaching {
      let response = try await client.execute(outgoing(request), timeout: timeout)
      let body = try await response.body.collect(upTo: Self.largestAnswer)
      return WireAnswer(
        status: Int(response.status.code), headers: response.headers.lowercased, body: Array(buffer: body))
    }
  }

  public func stream(_ request: WireRequest) async throws -> WireStream {
    try await reaching {
      // The limit is on the way to the first byte; what follows lasts as long as the work does.
      let response = try await client.execute(outgoing(request), deadline: .distantFuture)
      let (stream, continuation) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
      let place = place
      let reading = Task {
        do {
          for try await buffer in response.body {
            continuation.yield(Array(buffer: buffer))
          }
          continuation.finish()
        } catch {
          continuation.finish(throwing: Self.mistError(error, place: place))
        }
      }
      continuation.onTermination = { _ in reading.cancel() }
      return WireStream(status: Int(response.status.code), headers: response.headers.lowercased, body: stream)
    }
  }

  private func outgoing(_ request: WireRequest) -> HTTPClientRequest {
    var outgoing = HTTPClientRequest(url: base + request.path.text)
    outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
    for (name, value) in request.headers {
      outgoing.headers.add(name: name, value: value)
    }
    if !request.body.isEmpty {
      outgoing.headers.add(name: "content-type", value: "application/json")
      outgoing.body = .bytes(request.body, length: .known(Int64(request.body.count)))
    }
    return outgoing
  }

  private func reaching<Answer>(_ work: () async throws -> Answer) async throws -> Answer {
    do {
      return try await work()
    } catch {
      throw Self.mistError(error, place: place)
    }
  }

  private static func mistError(_ error: any Error, place: String) -> MistError {
    if let error = error as? MistError { return error }
    if error is CancellationError { return MistError(.interrupted, "interrupted") }
    if let error = error as? HTTPClientError {
      switch error {
      case .cancelled: return MistError(.interrupted, "interrupted")
      case .deadlineExceeded, .readTimeout, .connectTimeout:
        return MistError(.serviceUnreachable, "\(place) did not answer in time")
      case .invalidURL, .emptyHost, .emptyScheme:
        return MistError(.invalid, "'\(place)' is no address of a Mist service")
      default: break
      }
    }
    return MistError(
      .serviceUnreachable, "\(place) cannot be reached: \(cause(of: error))", hint: "is the service running?")
  }

  private static func cause(of error: any Error) -> String {
    if let error = error as? NIOConnectionError {
      return error.connectionErrors.first.map { cause(of: $0.error) } ?? "no address for \(error.host)"
    }
    if let error = error as? IOError {
      return String(cString: strerror(error.errnoCode)).lowercased()
    }
    return "\(error)"
  }
}

extension HTTPHeaders {
  fileprivate var lowercased: [String: String] {
    Dictionary(map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
