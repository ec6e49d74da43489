import MistModel

/// Requests to Azure's Resource Manager: they carry the token and the version of the API, and what goes wrong is told in
/// Azure's words.
struct AzureAPI: Sendable {
  /// A part of the API; each is versioned by itself.
  enum Area: String, Sendable {
    case compute = "2024-11-01"
    case network = "2024-07-01"
    case groups = "2025-04-01"
    case locations = "2022-12-01"
  }

  private let client: ProviderClient
  private let root: ProviderURL
  private let login: AzureLogin
  private let session: CloudSession<AzureLogin.Token>
  /// Whose resources these are.
  let subscription: String

  private static let home = "https://management.azure.com"

  init(account: DriverAccount) throws {
    guard let subscription = account.parameters["subscription_id"], isAzureName(subscription) else {
      throw MistError(
        .invalid, "the subscription_id of \(account.title) is none", hint: "add it again with its --azure-sub-id")
    }
    self.subscription = subscription
    let login = try AzureLogin(account: account)
    self.login = login
    session = CloudSession { try await login.token() }
    root = try ProviderURL(account.endpoint ?? Self.home).appending("subscriptions", subscription)
    client = try ProviderClient(title: account.title) { $0.json(as: AzureRefusal.self)?.error.words }
  }

  /// - Parameter path: below the subscription, encoded.
  func request(
    _ method: ProviderRequest.Method, _ path: String, _ area: Area, _ fields: [(String, String)] = []
  ) -> ProviderRequest {
    ProviderRequest(method, url(path, area, fields))
  }

  /// With a JSON body.
  func request(
    _ method: ProviderRequest.Method, _ path: String, _ area: Area, headers: [(String, String)] = [], json: JSONValue
  ) throws -> ProviderRequest {
    try ProviderRequest(method, url(path, area), headers: headers, json: json)
  }

  private func url(_ path: String, _ area: Area, _ fields: [(String, String)] = []) -> ProviderURL {
    root.appending(path: path).adding([("api-version", area.rawValue)] + fields)
  }

  /// The answer, whatever its status. A token that ended early is renewed once: who was refused was not served.
  func send(_ request: ProviderRequest) async throws -> ProviderAnswer {
    var access = try await session.access()
    if !login.isFresh(access) { access = try await session.access(insteadOf: access.token) }
    let answer = try await client.send(request.carrying(access.token))
    guard answer.status == 401 else { return answer }
    return try await client.send(request.carrying(try await session.access(insteadOf: access.token).token))
  }

  /// The same, with an error status thrown.
  func success(_ request: ProviderRequest) async throws -> ProviderAnswer {
    let answer = try await send(request)
    guard answer.isSuccess else { throw error(behind: answer, to: request) }
    return answer
  }

  func error(behind answer: ProviderAnswer, to request: ProviderRequest) -> MistError {
    client.error(behind: answer, to: request)
  }

  func read<Value: Decodable>(
    _ type: Value.Type = Value.self, from answer: ProviderAnswer, to request: ProviderRequest
  ) throws -> Value {
    try client.read(type, from: answer, to: request)
  }

  func value<Value: Decodable>(
    _ path: String, _ area: Area, _ fields: [(String, String)] = [], as type: Value.Type = Value.self
  ) async throws -> Value {
    let request = request(.get, path, area, fields)
    return try read(from: try await success(request), to: request)
  }

  /// The same; `nil` where Azure knows no such thing.
  func known<Value: Decodable>(_ path: String, _ area: Area, as type: Value.Type = Value.self) async throws -> Value? {
    let request = request(.get, path, area)
    let answer = try await send(request)
    guard answer.status != 404 else { return nil }
    guard answer.isSuccess else { throw error(behind: answer, to: request) }
    return try read(from: answer, to: request)
  }

  /// All elements of a listing; each page tells where the next one is.
  ///
  /// - Parameter subject: what is listed, for messages: `machines`.
  func all<Element: Decodable & Sendable>(
    _ path: String, _ area: Area, _ fields: [(String, String)] = [], of subject: String,
    as type: Element.Type = Element.self
  ) async throws -> [Element] {
    let first = request(.get, path, area, fields)
    return try await everyPage(of: subject, in: client.title) { token in
      var request = first
      if let token { request.url = try request.url.following(token.text) }
      let page: AzurePage<Element> = try read(from: try await success(request), to: request)
      return Page(page.value, next: page.nextLink.flatMap { $0.isEmpty ? nil : PageToken($0) })
    }
  }

  /// The address that a header of an answer leads to, at this same place.
  func following(_ link: String) throws -> ProviderRequest { ProviderRequest(.get, try root.following(link)) }

  /// The whole id of something in the subscription, as one resource names another.
  func id(_ path: String) -> String { "/subscriptions/\(subscription)\(path)" }
}

extension ProviderRequest {
  fileprivate func carrying(_ token: String) -> ProviderRequest {
    var request = self
    request.headers.append(("Authorization", "Bearer " + token))
    return request
  }
}

/// Whether a text can be an id of Azure's, or a domain: it goes into addresses.
func isAzureName(_ text: String) -> Bool {
  !text.isEmpty && !text.hasPrefix(".")
    && text.utf8.allSatisfy { $0.isLetterOrDigit || "-.".utf8.contains($0) }
}
