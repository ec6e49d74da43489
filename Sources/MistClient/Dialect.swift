import MistModel
import MistWire

/// How a Mist service speaks: where its routes are and what its bodies look like.
///
/// The calls of the client are written as the first era has them. All that differs in the later ones is here and in
/// `Dialect+Calls.swift`, `Dialect+Answers.swift`.
public enum Dialect: String, Hashable, Sendable, CaseIterable, Codable {
  /// Of 2014 and 2015, and of this program's own service: `/backends`.
  case backends
  /// Of 2016: the same under `/clouds`.
  case clouds
  /// Of 2017: `/api/v1/clouds`, tags with values, keys with names.
  case cloudsV1 = "clouds-v1"
  /// Of the Mist that is developed today: `/api/v1/clouds`, and machines of all clouds by their uuid.
  case today
}

// MARK: - Paths

extension Dialect {
  /// The path of the first era as this dialect has it.
  func path(_ path: WirePath) -> WirePath {
    guard self != .backends, path.text != "/auth", path.text != "/check_token" else { return path }
    var text = path.text
    if text == "/backends" || text.hasPrefix("/backends/") {
      text = "/clouds" + text.dropFirst("/backends".count)
    }
    if self == .today { text = Self.withoutCloud(text) }
    return WirePath(stringLiteral: self == .clouds ? text : "/api/v1" + text)
  }

  /// `/clouds/B/machines/M…` is `/machines/M…` where a machine's id is unique in the service.
  private static func withoutCloud(_ text: String) -> String {
    let segments = text.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.count > 4, segments[1] == "clouds", segments[3] == "machines" else { return text }
    return "/" + segments[3...].joined(separator: "/")
  }

  /// Where a token is handed out for an e-mail address and a password, in the order to try: whoever logs in does not
  /// know the dialect yet.
  static let loginPaths: [WirePath] = ["/auth", "/api/v1/tokens"]

  /// Answers `{"hello": EMAIL}` to whoever has a token; `/whoami` of our own service says more.
  var whoPath: WirePath {
    switch self {
    case .backends: "/whoami"
    case .clouds, .cloudsV1: "/check_token"
    case .today: "/ping"
    }
  }
}

// MARK: - Finding it

extension Dialect {
  /// Asks a service for its backends as each dialect has them, until it answers with a list.
  ///
  /// - Parameter send: sends a request as the logged-in person.
  /// - Throws: `.notLoggedIn` when the login is refused, `.serviceUnreachable` for what is no Mist service.
  static func found(at place: String, by send: (WireRequest) async throws -> WireAnswer) async throws -> Dialect {
    for dialect in [Dialect.backends, .cloudsV1, .clouds] {
      let answer = try await send(WireRequest(.get, dialect.path("/backends"), headers: [WireHeader.client: "1"]))
      if answer.isSuccess, let list = try? WireJSON.value(JSONValue.self, from: answer.body), list.isList {
        return dialect == .cloudsV1 ? try await laterThanV1(send) : dialect
      }
      if answer.status == 401 || answer.status == 403 || answer.status == 429 || answer.status >= 500 {
        throw MistError(behind: answer, place: place)
      }
    }
    throw MistError(
      .serviceUnreachable, "\(place) does not answer as a Mist service does", hint: "is the address right?")
  }

  /// Both have `/api/v1/clouds`; only that of today answers `/api/v1/ping`.
  private static func laterThanV1(_ send: (WireRequest) async throws -> WireAnswer) async throws -> Dialect {
    let answer = try await send(WireRequest(.get, "/api/v1/ping"))
    let hello = try? WireJSON.value([String: JSONValue].self, from: answer.body)["hello"]
    return answer.isSuccess && hello != nil ? .today : .cloudsV1
  }
}

extension JSONValue {
  /// Some services say null where there is nothing to list.
  fileprivate var isList: Bool {
    switch self {
    case .array, .null: true
    default: false
    }
  }
}
