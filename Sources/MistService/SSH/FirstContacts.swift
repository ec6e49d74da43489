import Hummingbird
import MistModel
import MistWire
import Synchronization

/// Host keys that were recorded since somebody was last told of them.
final class FirstContacts: Sendable {
  private let lines = Mutex<[String]>([])

  func add(_ line: String) {
    lines.withLock { $0.append(line) }
  }

  /// What is to be told, once.
  func taken() -> [String] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }
}

/// Tells of first contacts with the answer of whoever asks next: mostly of the request that made them.
struct FirstContactsMiddleware: RouterMiddleware {
  let firstContacts: FirstContacts

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let lines = firstContacts.taken()
    if !lines.isEmpty {
      response.headers.set(WireHeader.notice, to: percentEncoded(lines.joined(separator: "\n")))
    }
    return response
  }
}
