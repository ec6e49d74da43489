import MistModel

/// Requests to an API as NephoScale's was: forms go there, and every answer comes in an envelope.
struct NephoScaleAPI: Sendable {
  private let client: ProviderClient
  private let root: ProviderURL
  private let login: BasicLogin

  init(account: DriverAccount) throws {
    guard let endpoint = account.endpoint else {
      throw MistError(
        .notSupported, "NephoScale's cloud is closed: it was gone by August 2022, and \(account.title) with it",
        hint: "for another cloud that speaks as it did, put its address into endpoints.json as \"nephoscale\"")
    }
    login = try BasicLogin(user: "username", password: "password", of: account)
    root = try ProviderURL(endpoint)
    client = try ProviderClient(title: account.title) { answer in
      answer.json(as: NephoScaleOutcome.self)?.message
    }
  }

  func list<Element: Decodable>(_ path: String, of type: Element.Type = Element.self) async throws -> [Element] {
    let envelope: NephoScaleEnvelope<[Element]> = try await value(request(.get, path))
    return envelope.data
  }

  func post<Answer: Decodable>(_ path: String, _ fields: [(String, String)]) async throws -> Answer {
    let envelope: NephoScaleEnvelope<Answer> = try await value(request(.post, path, fields))
    return envelope.data
  }

  /// For work whose answer tells nothing but that it was begun.
  func send(_ method: ProviderRequest.Method, _ path: String, _ fields: [(String, String)] = []) async throws {
    _ = try await success(request(method, path, fields))
  }

  private func request(
    _ method: ProviderRequest.Method, _ path: String, _ fields: [(String, String)] = []
  ) -> ProviderRequest {
    var headers = [login.header, ("Accept", "application/json")]
    if !fields.isEmpty { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
    return ProviderRequest(method, root.appending(path: path), headers: headers, body: Array(formEncoded(fields).utf8))
  }

  private func value<Answer: Decodable>(_ request: ProviderRequest) async throws -> Answer {
    try client.read(Answer.self, from: try await success(request), to: request)
  }

  /// The envelope has a status of its own, and only that one tells of some refusals.
  private func success(_ request: ProviderRequest) async throws -> ProviderAnswer {
    var answer = try await client.send(request)
    if answer.isSuccess, let outcome = answer.json(as: NephoScaleOutcome.self), !outcome.success {
      answer.status = outcome.response.flatMap { $0 >= 400 ? $0 : nil } ?? 400
    }
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    return answer
  }
}

struct NephoScaleEnvelope<Content: Decodable>: Decodable {
  var data: Content
}

/// What an envelope tells of the request.
struct NephoScaleOutcome: Decodable {
  var success: Bool
  /// As a status of HTTP.
  var response: Int?
  var message: String?
}
