import MistModel

/// One account's way to the services of its cloud. Every request carries the token; one that is refused is renewed once.
struct OpenStackCloud: Sendable {
  enum Service: Sendable {
    case compute, images, networks
  }

  /// A request but for where its service is.
  struct Call: Sendable {
    var method: ProviderRequest.Method
    var service: Service
    var path: [String]
    /// Encoded, without `?`.
    var query = ""
    var body: JSONValue?

    init(
      _ method: ProviderRequest.Method, _ service: Service, _ path: String..., query: [(String, String)] = [],
      body: JSONValue? = nil
    ) {
      self.method = method
      self.service = service
      self.path = path
      self.query = formEncoded(query)
      self.body = body
    }
  }

  private let client: ProviderClient
  private let session: CloudSession<CloudAccess>

  /// The version of the compute API whose answers are read here, the first of them all: every cloud speaks it, a flavour
  /// has its id in it, and a machine may be ordered without a word about networks.
  private static let computeVersion = "2.1"
  private static let mostPages = 500
  /// Seconds.
  private static let longestAccess = 86_400.0
  /// Seconds before its end in which an access is not taken up again.
  private static let endOfAccess = 60.0

  init(account: DriverAccount, login: any CloudLogin, place: CloudPlace) throws {
    let title = account.title
    let client = try ProviderClient(title: title, words: OpenStackWords.said, isThrottling: OpenStackWords.asksForFewer)
    self.client = client
    let (memory, now) = (account.memory, account.now)
    // The identity service may be another one by the time it is recalled.
    let name = "access by \(place.identity)"
    session = CloudSession {
      let kept = await memory.recall(CloudAccess.self, name, notOlderThan: Self.longestAccess)
      return kept.flatMap { ($0.expiresAt ?? 0) > now() + Self.endOfAccess ? $0 : nil }
    } logIn: {
      let access = try place.access(with: try await login.ticket(through: client), title: title)
      await memory.keep(access, as: name)
      return access
    }
  }

  func logIn() async throws {
    _ = try await session.access()
  }

  var hasImages: Bool {
    get async throws { try await session.access().images != nil }
  }

  var hasNetworks: Bool {
    get async throws { try await session.access().networks != nil }
  }

  /// Sends a call whose answer says no more than that it was done.
  func done(_ call: Call) async throws {
    _ = try await exchange(call)
  }

  func value<Value: Decodable>(_ call: Call, as type: Value.Type = Value.self) async throws -> Value {
    let (request, answer) = try await exchange(call)
    return try client.read(type, from: answer, to: request)
  }

  /// All elements of a listing, page by page.
  func all<Element: CloudListed>(_ call: Call, of type: Element.Type = Element.self) async throws -> [Element] {
    var elements: [Element] = []
    var seen: Set<String> = []
    var call = call
    for _ in 1...Self.mostPages {
      let page = try await value(call, as: CloudPage<Element>.self)
      elements += page.elements
      guard let next = page.next else { return elements }
      guard seen.insert(next).inserted else {
        throw MistError(.failed, "\(client.title) lists its \(Element.collection) in a circle: it gave a page twice")
      }
      call.query = next
    }
    throw MistError(.failed, "\(client.title): its list of \(Element.collection) does not end")
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
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    return (request, answer)
  }

  private func request(for call: Call, with access: CloudAccess) throws -> ProviderRequest {
    var headers = [("Accept", "application/json"), ("X-Auth-Token", access.token)]
    var url: ProviderURL
    switch call.service {
    case .compute:
      url = access.compute
      headers.append(("X-OpenStack-Nova-API-Version", Self.computeVersion))
    case .images: url = try access.images.orMissing("images", in: client.title)
    case .networks: url = try access.networks.orMissing("networks", in: client.title)
    }
    for segment in call.path { url = url.appending(segment) }
    // Of a link to a further page only its query counts: none leads to another host, or out of the listing.
    if !call.query.isEmpty { url = try url.following("?" + call.query) }
    guard let body = call.body else { return ProviderRequest(call.method, url, headers: headers) }
    return try ProviderRequest(call.method, url, headers: headers, json: body)
  }
}

/// Something that a service lists: `{"servers": […], "servers_links": […]}`.
protocol CloudListed: Decodable, Sendable {
  /// The listing's name in the answer.
  static var collection: String { get }
}

/// One page of a listing.
struct CloudPage<Element: CloudListed>: Decodable, Sendable {
  var elements: [Element]
  /// The query of the next page; `nil` on the last one.
  var next: String?

  private struct Link: Decodable {
    var rel: String?
    var href: String?
  }

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: Name.self)
    elements = try body.decode([Element].self, forKey: Name(stringValue: Element.collection))
    let links = try body.decodeIfPresent([Link].self, forKey: Name(stringValue: Element.collection + "_links"))
    let link =
      try links?.first { $0.rel == "next" }?.href
      ?? body.decodeIfPresent(String.self, forKey: Name(stringValue: "next"))
    next = link.map { link in
      let afterMark = link.drop { $0 != "?" }.dropFirst()
      return String(afterMark.prefix { $0 != "#" })
    }
  }
}

extension ProviderURL? {
  fileprivate func orMissing(_ what: String, in title: String) throws -> ProviderURL {
    if let self { return self }
    throw MistError(.notSupported, "\(title): this cloud has no service for \(what)")
  }
}
