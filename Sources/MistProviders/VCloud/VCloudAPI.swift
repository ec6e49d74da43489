import MistModel

/// Requests to VMware Cloud Director. Every one carries the token; one that is refused is renewed once.
///
/// Addresses are made from ids here. No link that an answer holds is followed, so no token goes where a link leads.
struct VCloudAPI: Sendable {
  /// A request but for where its service is.
  struct Call: Sendable {
    var method: ProviderRequest.Method
    var path: [String]
    var query: [(String, String)] = []
    var body: VCloudBody?

    init(
      _ method: ProviderRequest.Method, _ path: String..., query: [(String, String)] = [], body: VCloudBody? = nil
    ) {
      self.init(method, path, query: query, body: body)
    }

    init(
      _ method: ProviderRequest.Method, _ path: [String], query: [(String, String)] = [], body: VCloudBody? = nil
    ) {
      (self.method, self.path, self.query, self.body) = (method, path, query, body)
    }
  }

  private let client: ProviderClient
  private let root: ProviderURL
  private let session: CloudSession<VCloudAccess>

  /// Before what was begun is looked at for the first time; then twice as long, and again.
  var firstPause = Duration.milliseconds(250)

  /// The most that a page may hold.
  private static let pageSize = 128

  init(account: DriverAccount, root: ProviderURL) throws {
    let client = try ProviderClient(
      title: account.title, words: { VCloudRefusal($0)?.words },
      isThrottling: { VCloudRefusal($0)?.isThrottling == true })
    let login = try VCloudLogin(account, root: root)
    self.client = client
    self.root = root
    session = CloudSession { try await login.access(through: client) }
  }

  var title: String { client.title }

  var version: VCloudVersion {
    get async throws { try await session.access().version }
  }

  /// Sends a call; its answer's outermost element, which must have one of these names.
  func element(_ call: Call, named names: String...) async throws -> XMLElement {
    let (request, answer) = try await exchange(call)
    let fault = ProviderFault(request, title: client.title)
    do {
      let root = try XMLDocument(answer.body).root
      guard names.contains(root.name) else { throw fault.unreadable(at: root.name) }
      return root
    } catch let malformed as XMLDocument.Malformed {
      throw fault.unreadable(at: "byte \(malformed.position): \(malformed.words)")
    }
  }

  private func exchange(_ call: Call) async throws -> (ProviderRequest, ProviderAnswer) {
    let access = try await session.access()
    var request = try request(for: call, with: access)
    var answer = try await client.send(request)
    // Refused is not done: whatever it was, it may be asked for again.
    if answer.status == 401 {
      request = try self.request(for: call, with: try await session.access(insteadOf: access.token))
      answer = try await client.send(request)
    }
    guard answer.isSuccess else { throw error(behind: answer, to: request) }
    return (request, answer)
  }

  private func request(for call: Call, with access: VCloudAccess) throws -> ProviderRequest {
    var url = root.appending("api")
    for segment in call.path {
      guard !["", ".", ".."].contains(segment) else {
        throw MistError(.notFound, "\(client.title) has nothing with the id '\(segment)'")
      }
      url = url.appending(segment)
    }
    var headers = [("Accept", "application/*+xml;version=\(access.version.text)"), access.header]
    if let body = call.body { headers.append(("Content-Type", body.type)) }
    // What was deleted is forbidden from then on, and not gone: whoever asks twice would be told a lie.
    return ProviderRequest(
      call.method, url.adding(call.query), headers: headers, body: call.body?.document ?? [],
      isRepeatable: call.method == .delete ? false : nil)
  }

  private func error(behind answer: ProviderAnswer, to request: ProviderRequest) -> MistError {
    var plain = answer
    let refusal = VCloudRefusal(answer)
    plain.status = refusal?.plainStatus ?? answer.status
    var error = client.error(behind: plain, to: request)
    if refusal?.mayBeAbsent == true { error.hint = "vCloud says the same of what is not there" }
    return error
  }

  // MARK: - Listings

  /// A page of the query service's records, the first one for `nil`.
  ///
  /// - Parameters:
  ///   - type: what is asked for: `vm`.
  ///   - filter: an expression of the query service.
  func page(
    of type: String, filter: String? = nil, size: Int = pageSize, at token: PageToken? = nil
  ) async throws -> Page<XMLElement> {
    var query = [("type", type), ("format", "records"), ("page", token?.text ?? "1"), ("pageSize", String(size))]
    if let filter { query.append(("filter", filter)) }
    let answer = try await element(Call(.get, "query", query: query), named: "QueryResultRecords")
    let records = answer.children.filter { $0.name.hasSuffix("Record") }
    let hasNext = answer.children.contains { $0.isNamed("Link") && $0.attribute("rel") == "nextPage" }
    // Its own number of the page: one that is handed out twice has the same follower.
    let number = answer.attribute("page").flatMap { Int($0) } ?? token.flatMap { Int($0.text) } ?? 1
    return Page(records, next: hasNext ? PageToken(String(number + 1)) : nil)
  }

  /// - Parameter subject: what is listed, for messages: `images`.
  func all(of type: String, filter: String? = nil, subject: String) async throws -> [XMLElement] {
    try await everyPage(of: subject, in: client.title) { try await page(of: type, filter: filter, at: $0) }
  }
}

extension XMLElement {
  /// The id at the end of an address that the provider gives: `vm-…` of `https://…/api/vApp/vm-…`.
  var entityID: String? { attribute("href").flatMap(Self.id(in:)) }

  /// The same of an address in another attribute.
  func entityID(of name: String) -> String? { attribute(name).flatMap(Self.id(in:)) }

  private static func id(in address: String) -> String? {
    let path = address.prefix { $0 != "?" && $0 != "#" }
    guard let last = path.split(separator: "/").last, path.contains("/") else { return nil }
    return percentDecoded(last)
  }
}
