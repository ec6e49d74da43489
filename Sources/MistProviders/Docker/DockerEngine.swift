import Foundation
import MistModel
import Synchronization

/// The Docker Engine's API over HTTP (docs.docker.com/reference/api/engine/version/v1.41).
final class DockerEngine: Sendable {
  let host: DockerHost
  let title: String
  let client: ProviderClient
  /// Later engines refuse this version; then their own oldest one is taken.
  private let version = Mutex("1.41")

  init(_ account: DriverAccount) throws {
    host = try DockerHost(account.parameters, endpoint: account.endpoint)
    title = account.title
    client = try ProviderClient(title: account.title, tls: host.tls, words: DockerAnswer.message)
  }

  /// One request, in the words of the API.
  struct Call: Sendable {
    var method: ProviderRequest.Method
    /// Below the version: `["containers", ID, "start"]`.
    var path: [String]
    var query: [(String, String)] = []
    /// JSON.
    var body: [UInt8]?
    var isRepeatable: Bool?
    var deadline = Duration.seconds(30)
    /// Statuses that mean that there was nothing to do.
    var accepts: Set<Int> = []

    init(_ method: ProviderRequest.Method, _ path: String..., query: [(String, String)] = []) {
      self.method = method
      self.path = path
      self.query = query
    }

    /// The same with a JSON body.
    func sending(_ value: some Encodable) throws -> Call {
      var call = self
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      call.body = Array(try encoder.encode(value))
      return call
    }
  }

  @discardableResult
  func send(_ call: Call) async throws -> ProviderAnswer {
    var request = request(call)
    var answer = try await client.send(request)
    if isTooOld(answer) {
      try await learnVersion()
      request = self.request(call)
      answer = try await client.send(request)
    }
    guard answer.isSuccess || call.accepts.contains(answer.status) else {
      throw client.error(behind: answer, to: request)
    }
    return answer
  }

  func value<Value: Decodable>(_ call: Call, as type: Value.Type = Value.self) async throws -> Value {
    try client.read(type, from: try await send(call), to: request(call))
  }

  /// For answers that come piece by piece.
  func stream(_ call: Call) async throws -> ProviderPieces {
    let request = request(call)
    let (head, body) = try await client.stream(request)
    guard !head.isSuccess else { return body }
    var answer = head
    answer.body = try await body.rest(upTo: 64 << 10)
    throw client.error(behind: answer, to: request)
  }

  func request(_ call: Call) -> ProviderRequest {
    var url = host.base.appending("v" + version.withLock { $0 })
    for segment in call.path { url = url.appending(segment) }
    return request(call, at: url.adding(call.query))
  }

  private func request(_ call: Call, at url: ProviderURL) -> ProviderRequest {
    var request = ProviderRequest(call.method, url, body: call.body ?? [], isRepeatable: call.isRepeatable)
    if call.body != nil { request.headers.append(("Content-Type", "application/json")) }
    // A socket's address names no host, and the engine wants one.
    if host.isSocket { request.headers.append(("Host", "docker")) }
    if let authorization = host.authorization { request.headers.append(("Authorization", authorization)) }
    request.deadline = call.deadline
    return request
  }

  private func isTooOld(_ answer: ProviderAnswer) -> Bool {
    answer.status == 400 && DockerAnswer.message(answer)?.contains("is too old") == true
  }

  private func learnVersion() async throws {
    struct Version: Decodable { var MinAPIVersion: String }
    let request = request(Call(.get), at: host.base.appending("version"))
    let oldest = try await client.value(request, as: Version.self).MinAPIVersion
    version.withLock { $0 = oldest }
  }
}
