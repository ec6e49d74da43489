import AsyncHTTPClient
import MistModel
import MistWire
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Carries requests to a Mist service elsewhere, over HTTP or HTTPS.
///
/// No redirect is followed: a password or a token must not go to a place that nobody named.
public final class HTTPTransport: Transport {
  public let place: String
  private let base: String
  /// Whom an HTTPS service is trusted by; `nil` for the system's.
  private let authorities: [NIOSSLCertificate]?
  private let timeout: Duration
  private let made = Mutex<HTTPClient?>(nil)
  private static let largestAnswer = 64 << 20
  /// A backend that hangs holds its connection; the others must get theirs all the same.
  private static let mostConnections = 256

  /// - Parameters:
  ///   - url: `https://mist.example`, with or without a path before the routes.
  ///   - authorities: the text of a PEM file: certificates that an HTTPS service is trusted by, in place of the
  ///     system's; `nil` for those.
  ///   - timeout: how long one answer may take; of a streamed one, its beginning.
  public init(url: String, authorities: [UInt8]? = nil, timeout: Duration = .seconds(60)) throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw MistError(.invalid, "'\(url)' is no address of a Mist service", hint: "say http://HOST or https://HOST")
    }
    // It would stand in messages, in the history and among the accounts for all to read.
    let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      throw MistError(
        .invalid, "the address of a Mist service holds neither a name nor a password",
        hint: "leave out what stands before '@'")
    }
    place = url
    base = String(url.reversed().drop { $0 == "/" }.reversed())
    self.authorities = try authorities.map(Self.certificates)
    self.timeout = timeout
  }

  deinit {
    // Connections that are kept open would outlive the transport; there is nobody to tell about a failure.
    made.withLock { $0 }?.shutdown { _ in }
  }

  /// Made for the first request: the prompt is there before it, and TAB makes none.
  private var client: HTTPClient {
    made.withLock { made in
      if let made { return made }
      let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
      made = client
      return client
    }
  }

  private var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(5)
    if let authorities {
      var trusting = TLSConfiguration.makeClientConfiguration()
      trusting.trustRoots = .certificates(authorities)
      configuration.tlsConfiguration = trusting
    }
    // Who refuses now refuses again: it is said at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.mostConnections
    return configuration
  }

  private static func certificates(_ authorities: [UInt8]) throws -> [NIOSSLCertificate] {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(authorities), !certificates.isEmpty else {
      throw MistError(.invalid, "the file given as --ca holds no certificate", hint: "it must be PEM")
    }
    return certificates
  }

  public func send(_ request: WireRequest) async throws -> WireAnswer {
    let outgoing = outgoing(request)
    return try await inTime(request) { [client, timeout] in
      let response = try await client.execute(outgoing, timeout: TimeAmount(timeout))
      try self.refuseRedirect(response, of: request)
      let body = try await response.body.collect(upTo: Self.largestAnswer)
      return WireAnswer(
        status: Int(response.status.code), headers: response.headers.lowercased, body: Array(buffer: body))
    }
  }

  public func stream(_ request: WireRequest) async throws -> WireStream {
    let fault = TransportFault(of: request, to: place)
    let response: HTTPClientResponse
    do {
      // The limit ends with the head of the answer; what follows lasts as long as the work does.
      response = try await client.execute(outgoing(request), timeout: TimeAmount(timeout))
    } catch {
      throw await withCertificate(fault.mistError(error))
    }
    try refuseRedirect(response, of: request)
    // Pulled by its reader, so that a slow one slows the other side down instead of filling the memory.
    let pieces = Pieces(response.body.makeAsyncIterator(), fault: fault)
    return WireStream(
      status: Int(response.status.code), headers: response.headers.lowercased,
      body: AsyncThrowingStream(unfolding: { try await pieces.next() }))
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

  /// The work's answer, unless the time is over before: the client's own limit ends with the head.
  private func inTime<Answer: Sendable>(
    _ request: WireRequest, _ work: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let fault = TransportFault(of: request, to: place)
    do {
      return try await withThrowingTaskGroup(of: Answer.self) { [timeout] group in
        defer { group.cancelAll() }
        group.addTask { try await work() }
        group.addTask {
          try await Task.sleep(for: timeout)
          throw fault.tooLate
        }
        guard let answer = try await group.next() else { throw fault.tooLate }
        return answer
      }
    } catch {
      throw await withCertificate(fault.mistError(error))
    }
  }

  /// A certificate that is not trusted is told of, so that a person can see why.
  private func withCertificate(_ error: MistError) async -> MistError {
    guard error.code == .untrusted, let address = HTTPAddress(base) else { return error }
    var error = error
    // For who calls, such a service is as good as not there.
    error.code = .serviceUnreachable
    error.details += [await ShownCertificate.description(at: address)].compactMap { $0 }
    return error
  }

  private func refuseRedirect(_ response: HTTPClientResponse, of request: WireRequest) throws {
    guard (300..<400).contains(response.status.code), let location = response.headers.first(name: "location") else {
      return
    }
    let path = request.path.text
    let other = location.hasSuffix(path) ? String(location.dropLast(path.count)) : location
    throw MistError(
      .serviceUnreachable, "\(place) says the service is at \(other)", hint: "give that as --url, if you trust it")
  }
}

/// The pieces of an answer's body, asked for one by one.
private actor Pieces {
  private var body: HTTPClientResponse.Body.AsyncIterator
  private let fault: TransportFault

  init(_ body: sending HTTPClientResponse.Body.AsyncIterator, fault: TransportFault) {
    self.body = body
    self.fault = fault
  }

  func next() async throws -> [UInt8]? {
    var body = body
    defer { self.body = body }
    do {
      return try await body.next(isolation: self).map { Array(buffer: $0) }
    } catch {
      throw fault.mistError(error)
    }
  }
}

extension HTTPHeaders {
  fileprivate var lowercased: [String: String] {
    Dictionary(map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
