import MistModel

/// What one route is for, what it takes and what it answers: an entry of the OpenAPI document.
struct RouteDescription: Sendable {
  enum Method: String, Sendable {
    case get, post, put, delete
  }

  /// What a request's body must be. Its content type is not looked at.
  enum Body: Sendable {
    case required(Schema)
    case optional(Schema)
  }

  /// The body of a success, status 200.
  enum Answer: Sendable {
    case json(Schema)
    /// One JSON value a line, each as it happens.
    case lines(Schema)
    /// `OK`.
    case done
    /// HTML.
    case page
    /// Text for programs.
    case plain
  }

  /// Why a request is not granted, beside those that come of its parts: a path with an id can be wrong and lead to
  /// nothing, a body can be wrong, a login be missing.
  enum Refusal: Int, Sendable, CaseIterable {
    case invalid = 400
    case notLoggedIn = 401
    case refused = 403
    case notFound = 404
    case notSupported = 405
    case conflict = 409
    case tooMany = 429
    /// It was tried, and did not work.
    case failed = 500
    /// A machine or a provider was not reached.
    case unreachable = 503
  }

  /// A parameter in the query or in a header; always text, never required.
  struct Parameter: Sendable {
    enum Place: String, Sendable {
      case query, header
    }

    var name: String
    var place: Place
    var meaning: String
  }

  var method: Method
  /// As it is registered: `/keys/:key`, `/:backend/images/**`.
  var path: String
  var summary: String
  var needsLogin: Bool
  var parameters: [Parameter]
  var body: Body?
  /// `nil` for what this version always refuses.
  var answer: Answer?
  var refusals: Set<Refusal>

  init(
    _ method: Method, _ path: String, _ summary: String, needsLogin: Bool = true, parameters: [Parameter] = [],
    takes body: Body? = nil, answers answer: Answer? = nil, refuses refusals: Set<Refusal> = []
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.needsLogin = needsLogin
    self.parameters = parameters
    self.body = body
    self.answer = answer
    self.refusals = refusals
    if needsLogin { self.refusals.insert(.notLoggedIn) }
    if !captures.isEmpty { self.refusals.formUnion([.invalid, .notFound]) }
    if body != nil { self.refusals.insert(.invalid) }
  }

  /// The same below a mount.
  func below(_ mount: String) -> RouteDescription {
    var description = self
    description.path = mount + path
    return description
  }

  /// The names of the ids in the path, in order.
  var captures: [String] {
    path.split(separator: "/").compactMap(Self.capture)
  }

  /// `/keys/:key` as `/keys/{key}`.
  static func template(of path: String) -> String {
    path.split(separator: "/").reduce("") { path, part in
      path + "/" + (capture(part).map { "{\($0)}" } ?? String(part))
    }
  }

  /// The one id that may hold `/` is that of an image.
  private static func capture(_ part: Substring) -> String? {
    part == "**" ? "image" : part.hasPrefix(":") ? String(part.dropFirst()) : nil
  }
}

extension Set<RouteDescription.Refusal> {
  /// What can come of asking a provider or a machine.
  static let ofProvider: Set = [.refused, .notSupported, .conflict, .tooMany, .failed, .unreachable]
}
