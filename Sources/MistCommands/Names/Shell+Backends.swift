import MistModel
import MistOutput

extension Shell {
  /// The backend that a line names or, when it names none, that of the context. One request.
  ///
  /// - Parameter risk: that of the command; one that destroys takes a whole name or an id only.
  func backend(_ naming: Naming?, for risk: Risk) async throws -> Backend {
    try backend(naming, among: try await client.backends(), for: risk)
  }

  /// The same among backends that were listed already.
  func backend(_ naming: Naming?, among backends: [Backend], for risk: Risk) throws -> Backend {
    guard let naming else {
      try requireNamed(risk, "backend")
      guard let backend = try backendFromContext(among: backends) else {
        throw MistError(.usage, "no backend is named", hint: "name one, or go to one: use backend NAME")
      }
      return backend
    }
    let match = try NameResolver(backends, isStrict: risk == .destroys).resolve(naming)
    if !match.isExact { meant(Resolution(option: "--backend", typed: naming.text, meant: match.subject.title)) }
    return match.subject
  }

  /// The backend of the context, which the line then really named; `nil` without one.
  func backendFromContext(among backends: [Backend]) throws -> Backend? {
    let backend = try contextBackend(among: backends)
    if let backend { meant(Resolution(option: "--backend", typed: nil, meant: backend.title)) }
    return backend
  }

  /// The tag of the context, which the line then really named.
  func tagFromContext() -> Tag? {
    if let tag = context.tag { meant(Resolution(option: "--tag", typed: nil, meant: tag.description)) }
    return context.tag
  }

  /// A command that destroys is told on its own line what: a context may be older than what the user thinks of.
  func requireNamed(_ risk: Risk, _ noun: String) throws {
    guard risk == .destroys else { return }
    throw MistError(
      .usage, "no \(noun) is named, and what destroys never takes it from the context",
      hint: "write the whole name on the line")
  }

  /// The backend of the context, as it is now; `nil` without one.
  func contextBackend(among backends: [Backend]) throws -> Backend? {
    guard let (id, title) = context.backend else { return nil }
    guard let backend = backends.first(where: { $0.id == id }) else {
      throw MistError(.notFound, "backend \(escaped(title)) of the context is gone", hint: "leave it: back")
    }
    return backend
  }
}

extension NameResolver where Subject == Backend {
  init(_ backends: [Backend], isStrict: Bool = false) {
    let candidates = backends.map { Candidate(id: $0.id.rawValue, name: $0.title, subject: $0) }
    self.init(noun: "backend", candidates: candidates, isStrict: isStrict)
  }
}
