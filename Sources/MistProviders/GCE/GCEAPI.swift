import MistModel

/// Requests to the Compute Engine API v1: they carry the token, and what goes wrong is told in its words.
struct GCEAPI: Sendable {
  /// A place below a project: `["zones", "europe-west1-b", "instances"]`.
  typealias Path = [String]
  typealias Fields = [(String, String)]

  let project: String
  private let client: ProviderClient
  private let root: ProviderURL
  private let login: GCELogin
  private let session: CloudSession<GCELogin.Token>

  private static let home = "https://compute.googleapis.com"
  private static let loginHome = "https://oauth2.googleapis.com"
  /// The most that a page may hold.
  private static let pageSize = "500"

  init(account: DriverAccount) throws {
    let credentials = try GCECredentials(account)
    project = credentials.project
    root = try ProviderURL(account.endpoint ?? Self.home).appending("compute", "v1", "projects")
    let client = try ProviderClient(
      title: account.title, words: { $0.json(as: GCERefusal.self)?.words }, isThrottling: Self.asksForFewer)
    self.client = client
    let login = GCELogin(
      credentials: credentials, address: try ProviderURL(account.endpoint ?? Self.loginHome).appending("token"),
      now: account.now)
    self.login = login
    session = CloudSession { try await login.token(through: client) }
  }

  /// - Parameter project: another than the account's own.
  func get<Answer: Decodable>(
    _ path: Path, _ fields: Fields = [], in project: String? = nil, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    let url = url(path, in: project).adding(fields)
    return try await value { ProviderRequest(.get, url, headers: $0) }
  }

  /// Orders something without more words.
  func post(_ path: Path) async throws -> GCEOperation {
    let url = url(path)
    return try await value { ProviderRequest(.post, url, headers: $0) }
  }

  /// - Parameter requestID: makes it repeatable: the provider does nothing twice under one id.
  func post(_ path: Path, _ body: some Encodable & Sendable, requestID: String? = nil) async throws -> GCEOperation {
    let url = url(path).adding(requestID.map { [("requestId", $0)] } ?? [])
    return try await value {
      try ProviderRequest(.post, url, headers: $0, json: body, isRepeatable: requestID != nil)
    }
  }

  func delete(_ path: Path) async throws -> GCEOperation {
    let url = url(path)
    return try await value { ProviderRequest(.delete, url, headers: $0) }
  }

  /// A page of a listing, the first one for `nil`.
  func page<Answer: GCEListing>(
    of listing: Answer.Type, _ path: Path, _ fields: Fields = [], in project: String? = nil, at token: PageToken? = nil
  ) async throws -> Answer {
    let whole = [("maxResults", Self.pageSize), ("fields", Answer.fields)] + fields
    return try await get(path, whole + (token.map { [("pageToken", $0.text)] } ?? []), in: project)
  }

  func all<Answer: GCEListing>(_ listing: Answer.Type, _ path: Path) async throws -> [Answer.Element] {
    try await everyPage(of: Answer.subject, in: client.title) { try await page(of: listing, path, at: $0).page }
  }

  private func url(_ path: Path, in project: String? = nil) -> ProviderURL {
    path.reduce(root.appending(project ?? self.project)) { $0.appending($1) }
  }

  private func value<Answer: Decodable>(
    _ request: ([(String, String)]) throws -> ProviderRequest
  ) async throws -> Answer {
    var access = try await session.access()
    if !login.isFresh(access) { access = try await session.access(insteadOf: access.token) }
    var sent = try request([Self.header(access)])
    var answer = try await client.send(sent)
    // Refused is not done: whatever it was, it may be asked for again.
    if answer.status == 401 {
      sent = try request([Self.header(try await session.access(insteadOf: access.token))])
      answer = try await client.send(sent)
    }
    if Self.asksForFewer(answer) { answer.status = 429 }
    guard answer.isSuccess else { throw client.error(behind: answer, to: sent) }
    return try client.read(Answer.self, from: answer, to: sent)
  }

  /// Google says so with the status that else is a matter of rights.
  private static func asksForFewer(_ answer: ProviderAnswer) -> Bool {
    answer.status == 403 && answer.json(as: GCERefusal.self)?.asksForFewer == true
  }

  private static func header(_ access: GCELogin.Token) -> (String, String) {
    ("Authorization", "Bearer " + access.token)
  }
}
