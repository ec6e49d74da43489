import MistModel

/// Calls of SoftLayer's REST API v3.1: methods of services, and of their objects.
struct SoftLayerAPI: Sendable {
  private let client: ProviderClient
  private let root: ProviderURL
  private let login: BasicLogin

  private static let home = "https://api.softlayer.com"
  private static let version = "/rest/v3.1"
  /// How many elements a page shall hold; the provider gives up on large ones.
  static let pageSize = 100

  /// What parameters are sent in.
  private struct Call<Parameter: Encodable>: Encodable {
    var parameters: [Parameter]
  }

  init(account: DriverAccount) throws {
    login = try BasicLogin(user: "username", password: "api_key", of: account)
    let root = try ProviderURL(account.endpoint ?? Self.home)
    self.root = root.path.isEmpty ? root.appending(path: Self.version) : root
    client = try ProviderClient(title: account.title) { $0.json(as: SoftLayerRefusal.self)?.error }
  }

  /// - Parameter path: `/SERVICE/METHOD`, or `/SERVICE/ID/METHOD`.
  func get<Answer: Decodable>(_ path: String, _ fields: [(String, String)] = []) async throws -> Answer {
    try await value(request(.get, path, fields))
  }

  /// Calls a method that changes something and takes no parameter. The provider wants that as `GET` all the same.
  func order(_ path: String) async throws {
    var request = request(.get, path)
    request.isRepeatable = false
    _ = try await success(request)
  }

  func send<Answer: Decodable>(
    _ method: ProviderRequest.Method, _ path: String, _ parameter: some Encodable, as type: Answer.Type = Answer.self
  ) async throws -> Answer {
    try await value(
      ProviderRequest(method, url(path), headers: [login.header], json: Call(parameters: [parameter])))
  }

  func delete(_ path: String) async throws { _ = try await success(request(.delete, path)) }

  /// A page of what the account has, sorted by id: without an order of its own a listing could skip elements between
  /// two pages.
  ///
  /// - Parameters:
  ///   - mask: what is told of each; all that is read when it is left out.
  ///   - token: how many elements are before it, and the last of their ids.
  func page<Element: SoftLayerListed>(
    of type: Element.Type = Element.self, mask: String = Element.mask, size: Int = pageSize, at token: PageToken?
  ) async throws -> Page<Element> {
    let place = token?.text.split(separator: "/").compactMap { Int($0) } ?? []
    let (offset, last) = place.count == 2 ? (place[0], place[1]) : (0, 0)
    let order = #"{"id": {"operation": "orderBy", "options": [{"name": "sort", "value": ["ASC"]}]}}"#
    let name = Element.collection
    let request = request(
      .get, "/SoftLayer_Account/get" + name.prefix(1).uppercased() + name.dropFirst(),
      [
        ("objectMask", mask), ("objectFilter", #"{"\#(name)": \#(order)}"#), ("resultLimit", "\(offset),\(size)"),
      ])
    let answer = try await success(request)
    let elements = try client.read([Element].self, from: answer, to: request)
    guard let first = elements.first, let end = elements.last else { return Page([]) }
    guard first.id > last else {
      throw MistError(
        .failed, "\(client.title) lists its \(name) in a circle: it gave what begins with \(first.id) twice")
    }
    let told = answer.headers["softlayer-total-items"].flatMap { Int($0) }
    let isLast = told.map { offset + elements.count >= $0 } ?? (elements.count < size)
    return Page(elements, next: isLast ? nil : PageToken("\(offset + elements.count)/\(end.id)"))
  }

  func all<Element: SoftLayerListed>(_ type: Element.Type = Element.self) async throws -> [Element] {
    try await everyPage(of: Element.collection, in: client.title) { try await page(of: type, at: $0) }
  }

  private func url(_ path: String) -> ProviderURL { root.appending(path: path + ".json") }

  private func request(
    _ method: ProviderRequest.Method, _ path: String, _ fields: [(String, String)] = []
  ) -> ProviderRequest {
    ProviderRequest(method, url(path).adding(fields), headers: [login.header])
  }

  private func value<Answer: Decodable>(_ request: ProviderRequest) async throws -> Answer {
    try client.read(Answer.self, from: try await success(request), to: request)
  }

  /// The provider tells what it refuses with status 500 as well, or even with 200: only the error itself says more.
  private func success(_ request: ProviderRequest) async throws -> ProviderAnswer {
    var answer = try await client.send(request)
    if [200, 500].contains(answer.status), let refusal = answer.json(as: SoftLayerRefusal.self) {
      answer.status = refusal.status
    }
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    return answer
  }
}

/// Something that an account has several of.
protocol SoftLayerListed: Decodable, Sendable {
  /// The provider's name of them: `virtualGuests`.
  static var collection: String { get }
  /// All that is read: what has objects of its own is told only to whoever names it.
  static var mask: String { get }

  var id: Int { get }
}

struct SoftLayerRefusal: Decodable {
  var error: String
  /// `SoftLayer_Exception_ObjectNotFound`; without a last part for trouble of the provider's own.
  var code: String

  /// What the status would be if it told of the error.
  fileprivate var status: Int {
    switch code {
    case "SoftLayer_Exception_ObjectNotFound": 404
    case _ where error == "Internal Error": 500
    case _ where code.hasPrefix("SoftLayer_Exception_"): 400
    default: 500
    }
  }
}
