import Hummingbird
import Logging
import MistModel
import MistWire

/// What the service knows of a request beside the request itself. Made from a channel for HTTP, and without one
/// in process.
struct ServiceContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Who asks; `nil` until `AuthenticationMiddleware` found out.
  var caller: Caller?
  /// Where the request comes from, for limiting login attempts; `nil` in process.
  let remoteAddress: String?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress?.ipAddress
  }

  init(inProcess source: InProcessSource, caller: Caller) {
    coreContext = .init(source: source)
    self.caller = caller
    remoteAddress = nil
  }

  /// The id at `:name` in the route, as it was before it was percent-encoded.
  func id<Subject>(_ name: String, as type: Identifier<Subject>.Type = Identifier<Subject>.self) throws
    -> Identifier<Subject>
  {
    guard let text = parameters.get(name).flatMap({ percentDecoded($0) }), !text.isEmpty else {
      throw MistError(.invalid, "the path names no acceptable \(name)")
    }
    return Identifier(text)
  }

  /// Who asks. Only routes behind `AuthenticationMiddleware` may ask for it.
  func requireCaller() throws -> Caller {
    guard let caller else { throw MistError(.notLoggedIn, "not logged in") }
    return caller
  }
}

struct InProcessSource: RequestContextSource {
  let logger: Logger
}

/// Who asks the service for something. All callers of one store see the same; what they did is kept with their name.
enum Caller: Hashable, Sendable {
  /// The person whose process the service is part of.
  case owner
  /// Somebody who logged in over HTTP.
  case account(email: String)
  /// A rule on what is measured.
  case rule(Int64)

  var name: String {
    switch self {
    case .owner: "owner"
    case .account(let email): email
    case .rule(let id): "rule \(id)"
    }
  }
}
