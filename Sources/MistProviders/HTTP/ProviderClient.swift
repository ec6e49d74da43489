import AsyncHTTPClient
import Foundation
import MistModel
import NIOCore
import NIOHTTP1

/// One backend's way to its provider: connections that are kept, deadlines, TLS that is verified, retries that do
/// nothing twice.
///
/// No redirect is followed: credentials go to the place that was named, and to no other.
final class ProviderClient: Sendable {
  /// The backend's name, for messages.
  let title: String
  private let client: HTTPClient
  /// The provider's own words in an answer that is an error.
  private let words: @Sendable (ProviderAnswer) -> String?
  /// Answers beside status 429 that ask for fewer requests.
  private let isThrottling: @Sendable (ProviderAnswer) -> Bool

  private static let largestAnswer = 64 << 20
  private static let mostTries = 4
  /// Seconds before another try, unless the provider says how many.
  private static let firstPause = 0.25

  init(
    title: String, tls: ProviderTLS = ProviderTLS(), words: @escaping @Sendable (ProviderAnswer) -> String?,
    isThrottling: @escaping @Sendable (ProviderAnswer) -> Bool = { _ in false }
  ) throws {
    self.title = title
    self.words = words
    self.isThrottling = isThrottling
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try tls.configuration(), redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(5)
    // Who refuses now refuses again: it is said at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    // Connections that are kept open would outlive the backend; there is nobody to tell about a failure.
    client.shutdown { _ in }
  }

  /// Sends a request; other tries are made where that does nothing twice: when the provider asked for patience, and
  /// for repeatable requests also when it failed or the connection was lost.
  ///
  /// - Returns: the answer, whatever its status.
  /// - Throws: `.unreachable`, `.timedOut` or `.untrusted` with the cause; `.interrupted` when cancelled.
  func send(_ request: ProviderRequest) async throws -> ProviderAnswer {
    let fault = ProviderFault(request, title: title)
    let start = ContinuousClock.now
    var mayBeDone = false
    for tries in 1... {
      let left = request.deadline - (ContinuousClock.now - start)
      guard left > .zero else { throw fault.tooLate }
      let pause: Double
      do {
        var answer = try await sendOnce(request, within: left, fault)
        // Whoever does not find what it deleted a moment before has deleted it.
        if mayBeDone, request.method == .delete, [404, 410].contains(answer.status) { answer.status = 204 }
        guard tries < Self.mostTries, let asked = self.pause(after: answer, of: request, tries) else { return answer }
        // Nobody waits for an answer that comes too late.
        guard .seconds(asked) < request.deadline - (ContinuousClock.now - start) else { return answer }
        mayBeDone = mayBeDone || answer.status >= 500
        pause = asked
      } catch let error as ProviderFault.Lost where request.isRepeatable && tries < Self.mostTries - 1 {
        _ = error
        mayBeDone = true
        pause = Self.firstPause * Double(tries)
      } catch let error as ProviderFault.Lost {
        throw error.error
      }
      try await Task.sleep(for: .seconds(pause))
    }
    throw fault.tooLate
  }

  /// The same, with an error status thrown.
  func success(_ request: ProviderRequest) async throws -> ProviderAnswer {
    let answer = try await send(request)
    guard answer.isSuccess else { throw error(behind: answer, to: request) }
    return answer
  }

  /// The same, with the answer read as JSON.
  func value<Value: Decodable>(_ request: ProviderRequest, as type: Value.Type = Value.self) async throws -> Value {
    try read(type, from: try await success(request), to: request)
  }

  func read<Value: Decodable>(
    _ type: Value.Type, from answer: ProviderAnswer, to request: ProviderRequest
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(answer.body))
    } catch {
      throw ProviderFault(request, title: title).unreadable(at: (error as? DecodingError)?.place)
    }
  }

  /// Sends a request whose answer comes piece by piece, for as long as the work lasts; the request's deadline ends
  /// with the head of the answer.
  func stream(_ request: ProviderRequest) async throws -> (head: ProviderAnswer, body: ProviderPieces) {
    let fault = ProviderFault(request, title: title)
    do {
      let response = try await client.execute(outgoing(request), timeout: TimeAmount(request.deadline))
      let head = ProviderAnswer(status: Int(response.status.code), headers: response.headers.lowercased, body: [])
      return (head, ProviderPieces(response.body.makeAsyncIterator(), fault: fault))
    } catch {
      throw fault.mistError(error)
    }
  }

  /// The error that an answer tells of, in our words with the provider's behind them.
  func error(behind answer: ProviderAnswer, to request: ProviderRequest) -> MistError {
    ProviderFault(request, title: title).refusal(answer, words: words(answer).map { printable($0) })
  }

  private func sendOnce(
    _ request: ProviderRequest, within limit: Duration, _ fault: ProviderFault
  ) async throws -> ProviderAnswer {
    let outgoing = outgoing(request)
    do {
      return try await withThrowingTaskGroup(of: ProviderAnswer.self) { [client] group in
        defer { group.cancelAll() }
        group.addTask {
          let response = try await client.execute(outgoing, timeout: TimeAmount(limit))
          let body = try await response.body.collect(upTo: Self.largestAnswer)
          return ProviderAnswer(
            status: Int(response.status.code), headers: response.headers.lowercased, body: Array(buffer: body))
        }
        group.addTask {
          try await Task.sleep(for: limit)
          throw fault.tooLate
        }
        guard let answer = try await group.next() else { throw fault.tooLate }
        return answer
      }
    } catch {
      throw fault.thrown(error)
    }
  }

  /// Seconds to wait before the same request is sent again; `nil` when the answer stands.
  private func pause(after answer: ProviderAnswer, of request: ProviderRequest, _ tries: Int) -> Double? {
    let backoff = Self.firstPause * Double(1 << (tries - 1))
    // Whoever is told to slow down was not served.
    if answer.status == 429 || isThrottling(answer) { return answer.retryAfter ?? backoff }
    guard request.isRepeatable, [500, 502, 503, 504].contains(answer.status) else { return nil }
    return answer.retryAfter ?? backoff
  }

  private func outgoing(_ request: ProviderRequest) -> HTTPClientRequest {
    var outgoing = HTTPClientRequest(url: request.url.description)
    outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
    for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
    if !outgoing.headers.contains(name: "user-agent") { outgoing.headers.add(name: "User-Agent", value: "mist-shell") }
    if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
    return outgoing
  }
}

/// The pieces of an answer's body, asked for one by one.
actor ProviderPieces {
  private var body: HTTPClientResponse.Body.AsyncIterator
  private let fault: ProviderFault

  init(_ body: sending HTTPClientResponse.Body.AsyncIterator, fault: ProviderFault) {
    self.body = body
    self.fault = fault
  }

  /// - Returns: `nil` at the end.
  func next() async throws -> [UInt8]? {
    var body = body
    defer { self.body = body }
    do {
      return try await body.next(isolation: self).map { Array(buffer: $0) }
    } catch {
      throw fault.mistError(error)
    }
  }

  /// All that is left, up to some bytes.
  func rest(upTo limit: Int = 1 << 20) async throws -> [UInt8] {
    var all: [UInt8] = []
    while all.count < limit, let piece = try await next() { all += piece }
    return all
  }
}

extension HTTPHeaders {
  fileprivate var lowercased: [String: String] {
    Dictionary(map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
  }
}

extension DecodingError {
  /// Where in the answer something is missing or of another type: `servers.0.id`.
  fileprivate var place: String? {
    let (context, last): (Context, String?) =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, nil)
      case .keyNotFound(let key, let context): (context, key.stringValue)
      case .dataCorrupted(let context): (context, nil)
      @unknown default: (Context(codingPath: [], debugDescription: ""), nil)
      }
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue } + (last.map { [$0] } ?? [])
    return path.isEmpty ? nil : path.joined(separator: ".")
  }
}
