import MistModel
import MistWire

/// A client of one Mist service: the embedded one or one elsewhere, by the transport it is given.
///
/// Every call is one request unless its comment says otherwise, and throws `MistError`. The comments name the requests
/// of the first era; a service elsewhere is asked once how it speaks (`Dialect`), and gets them in its own way.
/// The calls are in one file a noun: `MistClient+Backends.swift`, `MistClient+Machines.swift` …
public struct MistClient: Sendable {
  public private(set) var transport: any Transport
  let session: Session
  private var attendance = Login.Attendance.attended
  let notice: @Sendable (String) -> Void
  let seen: @Sendable (Seen) -> Void

  /// - Parameters:
  ///   - login: how to get in; `nil` for the embedded service, which knows its owner.
  ///   - notice: told what the service wants a person to know beside its answers: the host key of a machine met for
  ///     the first time.
  ///   - seen: told of every whole listing that passes by, and of what made one old.
  public init(
    transport: any Transport, login: Login?, notice: @escaping @Sendable (String) -> Void = { _ in },
    seen: @escaping @Sendable (Seen) -> Void = { _ in }
  ) {
    self.transport = transport
    self.notice = notice
    self.seen = seen
    session = Session(login: login)
  }

  /// - Parameter credentials: who logs in; `nil` for the embedded service.
  public init(
    transport: any Transport, credentials: Credentials? = nil, notice: @escaping @Sendable (String) -> Void = { _ in },
    seen: @escaping @Sendable (Seen) -> Void = { _ in }
  ) {
    self.init(transport: transport, login: credentials.map { Login($0) }, notice: notice, seen: seen)
  }

  /// The same client, logged in as the same person, with another way to the service.
  public func on(_ transport: any Transport) -> MistClient {
    var client = self
    client.transport = transport
    return client
  }

  /// The same client for work that nobody waits for: nobody is asked for a password on its account.
  public func unattended() -> MistClient {
    var client = self
    client.attendance = .unattended
    return client
  }

  /// Where the service is, for messages.
  public var place: String { transport.place }
}

// MARK: - Requests

extension MistClient {
  /// How the service speaks. One request or a few at the first call for a service elsewhere, none later.
  public func dialect() async throws -> Dialect {
    try await session.dialect {
      let unheard = on(transport.unheard)
      return try await Dialect.found(at: place) { try await unheard.sendAuthorized($0) }
    }
  }

  /// Sends a request as the logged-in person; a token that is no longer accepted is renewed once.
  ///
  /// - Parameter path: as the first era has it.
  func request(
    _ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil,
    headers: [String: String] = [:]
  ) async throws -> WireAnswer {
    let answer = try await answer(method, path, body: body, headers: headers)
    guard answer.isSuccess else { throw error(behind: answer) }
    return answer
  }

  func request(_ call: DialectCall) async throws -> WireAnswer {
    try await request(call.method, call.path, body: call.body)
  }

  /// The same, with the answer read as JSON.
  func request<Answer: Decodable>(
    _ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil,
    headers: [String: String] = [:], answer: Answer.Type
  ) async throws -> Answer {
    try decoded(answer, from: try await request(method, path, body: body, headers: headers))
  }

  /// A request that only this program's own service knows.
  ///
  /// - Parameter what: what the service cannot do when it is another one: `run commands on machines`.
  func request(
    ofOurs method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil, what: String
  ) async throws -> WireAnswer {
    try await requireOurs(what)
    let answer = try await answer(method, path, body: body)
    if lacks(answer) { throw unsupported(what) }
    guard answer.isSuccess else { throw error(behind: answer) }
    return answer
  }

  func requireOurs(_ what: String) async throws {
    guard try await dialect() == .backends else { throw unsupported(what) }
  }

  /// There is no such route, and the service that says so is not ours.
  func lacks(_ answer: WireAnswer) -> Bool {
    [404, 405, 501].contains(answer.status) && !answer.isOfOurService
  }

  func unsupported(_ what: String) -> MistError {
    MistError(
      .notSupported, "\(place) cannot \(what)", hint: "a service of mist-shell can: see serve, and use account local")
  }

  private func answer(
    _ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)?, headers: [String: String] = [:]
  ) async throws -> WireAnswer {
    var request = WireRequest(method, try await dialect().path(path), headers: headers)
    request.headers[WireHeader.client] = "1"
    if let body {
      request.body = try WireJSON.bytes(body)
    }
    let answer = try await sendAuthorized(request)
    if let told = answer.headers[WireHeader.notice].flatMap({ percentDecoded($0) }) { notice(told) }
    return answer
  }

  func decoded<Answer: Decodable>(_ type: Answer.Type, from answer: WireAnswer) throws -> Answer {
    try understood(answer) { try WireJSON.value(type, from: $0) }
  }

  /// The answer as `read` understands it; what is no answer of a Mist service at all is said to be that.
  func understood<Value>(_ answer: WireAnswer, _ read: ([UInt8]) throws -> Value) throws -> Value {
    do {
      return try read(answer.body)
    } catch let error as MistError {
      guard !answer.isPage else {
        throw MistError(
          .serviceUnreachable, "\(place) answers with a web page, not as a Mist service does",
          hint: "is the address right?")
      }
      throw MistError(
        .failed, "\(place) gave an answer that is not understood: \(error.summary)",
        hint: "is it a Mist service?")
    }
  }

  func error(behind answer: WireAnswer) -> MistError { MistError(behind: answer, place: place) }

  private func sendAuthorized(_ request: WireRequest) async throws -> WireAnswer {
    let first = try await session.authorization(over: transport, attendance)
    let answer = try await transport.send(request.authorized(first))
    guard answer.status == 401, first != nil, error(behind: answer).code == .notLoggedIn else { return answer }
    return try await transport.send(request.authorized(try await renewed(insteadOf: first)))
  }

  /// The value of the `Authorization` header, and a newer one.
  func authorization() async throws -> String? {
    try await session.authorization(over: transport, attendance)
  }

  func renewed(insteadOf old: String?) async throws -> String? {
    try await session.renewed(insteadOf: old, over: transport, attendance)
  }

  /// Who is logged in, as the login itself told; `nil` where nobody logged in since the program began.
  func accountOfLogin() async throws -> Account? {
    try await session.account(over: transport, attendance)
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

extension WireAnswer {
  /// HTML, which no Mist service answers to a client.
  var isPage: Bool { body.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "<") }
}

extension MistError {
  /// The error that an answer tells of: with its code where the service is ours, else by its status and text.
  init(behind answer: WireAnswer, place: String) {
    if let body = try? WireJSON.value(ErrorBody.self, from: answer.body) {
      self = body.error
      return
    }
    self.init(httpStatus: answer.status, text: String(decoding: answer.body, as: UTF8.self), place: place)
  }
}
