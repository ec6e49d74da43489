import MistModel

/// Requests to the DigitalOcean API v2: they carry the token, and what goes wrong is told in its words.
struct DigitalOceanAPI: Sendable {
  private let client: ProviderClient
  private let root: ProviderURL
  private let token: BearerToken

  private static let home = "https://api.digitalocean.com"
  /// The most that a page may hold.
  private static let pageSize = "200"

  init(account: DriverAccount) throws {
    token = try BearerToken("token", of: account)
    root = try ProviderURL(account.endpoint ?? Self.home)
    client = try ProviderClient(title: account.title) { answer in
      answer.json(as: DigitalOceanRefusal.self)?.message
    }
  }

  func get<Answer: Decodable>(_ path: String, _ fields: [(String, String)] = []) async throws -> Answer {
    try await client.value(ProviderRequest(.get, root.appending(path: path).adding(fields), headers: [token.header]))
  }

  func post<Answer: Decodable>(_ path: String, _ body: some Encodable) async throws -> Answer {
    try await client.value(
      ProviderRequest(.post, root.appending(path: path), headers: [token.header], json: body))
  }

  func delete(_ path: String) async throws {
    _ = try await client.success(ProviderRequest(.delete, root.appending(path: path), headers: [token.header]))
  }

  /// A page of a listing; the next one begins at the link that the provider gives.
  func page<Listing: DigitalOceanListing>(
    of listing: Listing.Type, _ path: String, _ fields: [(String, String)] = [], at token: PageToken?
  ) async throws -> Page<Listing.Element> {
    var url = root.appending(path: path).adding(fields + [("page", "1"), ("per_page", Self.pageSize)])
    if let token { url = try url.following(token.text) }
    let answer: Listing = try await client.value(ProviderRequest(.get, url, headers: [self.token.header]))
    return Page(answer.elements, next: answer.links?.pages?.next.map { PageToken($0) })
  }

  func all<Listing: DigitalOceanListing>(
    _ listing: Listing.Type, _ path: String, _ fields: [(String, String)] = []
  ) async throws -> [Listing.Element] {
    try await everyPage(of: Listing.subject, in: client.title) {
      try await page(of: listing, path, fields, at: $0)
    }
  }
}
