import MistModel

/// Requests to the Linode API v4: they carry the token, and what goes wrong is told in its words.
struct LinodeAPI: Sendable {
  private let client: ProviderClient
  private let root: ProviderURL
  private let token: BearerToken

  private static let home = "https://api.linode.com/v4"

  /// How many elements a page shall hold.
  enum PageSize: Int {
    case largest = 500
    case smallest = 25
  }

  init(account: DriverAccount) throws {
    token = try BearerToken("api_key", of: account)
    let root = try ProviderURL(account.endpoint ?? Self.home)
    self.root = root.path.isEmpty ? root.appending("v4") : root
    client = try ProviderClient(title: account.title) { answer in
      answer.json(as: LinodeRefusal.self)?.errors.map(\.text).joined(separator: "; ")
    }
  }

  func post<Answer: Decodable>(_ path: String, _ body: some Encodable) async throws -> Answer {
    try await client.value(ProviderRequest(.post, root.appending(path: path), headers: [token.header], json: body))
  }

  /// For work whose answer tells nothing.
  func post(_ path: String) async throws {
    _ = try await client.success(ProviderRequest(.post, root.appending(path: path), headers: [token.header]))
  }

  func send(_ method: ProviderRequest.Method, _ path: String, _ body: some Encodable) async throws {
    let request = try ProviderRequest(method, root.appending(path: path), headers: [token.header], json: body)
    _ = try await client.success(request)
  }

  func delete(_ path: String) async throws {
    _ = try await client.success(ProviderRequest(.delete, root.appending(path: path), headers: [token.header]))
  }

  /// A page of a listing, the first one for `nil`.
  ///
  /// - Parameter size: `nil` leaves it to the provider, where it cannot be asked for another.
  func page<Element: Decodable & Sendable>(
    of element: Element.Type = Element.self, _ path: String, size: PageSize? = .largest, at token: PageToken? = nil
  ) async throws -> Page<Element> {
    var fields = token.map { [("page", $0.text)] } ?? []
    if let size { fields.append(("page_size", String(size.rawValue))) }
    let url = root.appending(path: path).adding(fields)
    let answer: LinodePage<Element> = try await client.value(
      ProviderRequest(.get, url, headers: [self.token.header]))
    return Page(answer.data, next: answer.page < answer.pages ? PageToken(String(answer.page + 1)) : nil)
  }

  /// - Parameters:
  ///   - subject: what is listed, for messages: `images`.
  ///   - size: as of a page.
  func all<Element: Decodable & Sendable>(
    _ element: Element.Type = Element.self, _ path: String, of subject: String, size: PageSize? = .largest
  ) async throws -> [Element] {
    try await everyPage(of: subject, in: client.title) { try await page(of: element, path, size: size, at: $0) }
  }
}
