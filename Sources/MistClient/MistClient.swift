import MistModel
import MistWire

/// A client of one Mist service: the embedded one or one elsewhere, by the transport it is given.
///
/// Every call is one request unless its comment says otherwise, and throws `MistError`.
/// The calls are in one file a noun: `MistClient+Backends.swift`, `MistClient+Machines.swift` …
public struct MistClient: Sendable {
  public private(set) var transport: any Transport
  let session: Session
  private let notice: @Sendable (String) -> Void
  let seen: @Sendable (Seen) -> Void

  /// - Parameters:
  ///   - credentials: who logs in; `nil` for the embedded service, which knows its owner.
  ///   - notice: told what the service wants a person to know beside its answers: the host key of a machine met for
  ///     the first time.
  ///   - seen: told of every whole listing that passes by, and of what made one old.
  public init(
    transport: any Transport, credentials: Credentials? = nil, notice: @escaping @Sendable (String) -> Void = { _ in },
    seen: @escaping @Sendable (Seen) -> Void = { _ in }
  ) {
    self.transport = transport
    self.notice = notice
    self.seen = seen
    session = Session(credentials: credentials)
  }

  /// The same client, logged in as the same person, with another way to the service.
  public func on(_ transport: any Transport) -> MistClient {
    var client = self
    client.transport = transport
    return client
  }

  /// Where the service is, for messages.
  public var place: String { transport.place }
}

// MARK: - Requests

extension MistClient {
  /// Sends a request as the logged-in person; a token that is no longer accepted is renewed once.
  func request(
    _ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil,
    headers: [String: String] = [:]
  ) async throws -> WireAnswer {
    var request = WireRequest(method, path, headers: headers)
    request.headers[WireHeader.client] = "1"
    if let body {
      request.body = try WireJSON.bytes(body)
    }
    let answer = try await sendAuthorized(request)
    if let told = answer.headers[WireHeader.notice].flatMap({ percentDecoded($0) }) { notice(told) }
    guard answer.isSuccess else { throw error(behind: answer) }
    return answer
  }

  /// The same, with the answer read as JSON.
  func request<Answer: Decodable>(
    _ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil,
    headers: [String: String] = [:], answer: Answer.Type
  ) async throws -> Answer {
    try decoded(answer, from: try await request(method, path, body: body, headers: headers))
  }

  func decoded<Answer: Decodable>(_ type: Answer.Type, from answer: WireAnswer) throws -> Answer {
    do {
      return try WireJSON.value(type, from: answer.body)
    } catch let error as MistError {
      throw MistError(
        .failed, "\(place) gave an answer that is not understood: \(error.summary)",
        hint: "is it a Mist service?")
    }
  }

  func error(behind answer: WireAnswer) -> MistError {
    if let body = try? WireJSON.value(ErrorBody.self, from: answer.body) {
      return body.error
    }
    return MistError(httpStatus: answer.status, text: String(decoding: answer.body, as: UTF8.self), place: place)
  }

  private func sendAuthorized(_ request: WireRequest) async throws -> WireAnswer {
    let first = try await session.authorization(over: transport)
    let answer = try await transport.send(request.authorized(first))
    guard answer.status == 401, first != nil, error(behind: answer).code == .notLoggedIn else { return answer }
    let renewed = try await session.renewed(insteadOf: first, over: transport)
    return try await transport.send(request.authorized(renewed))
  }
}

extension WireRequest {
  func authorized(_ authorization: String?) -> WireRequest {
    guard let authorization else { return self }
    var request = self
    request.headers[WireHeader.authorization] = authorization
    return request
  }
}
