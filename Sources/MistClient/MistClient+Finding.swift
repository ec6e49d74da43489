import MistModel

/// One thing by its whole name or its id, for programs that know what they want. An id counts before a name.
extension MistClient {
  /// `GET /backends`. Throws `.notFound`.
  public func backend(_ name: String) async throws -> Backend {
    try only(try await backends(), name, "backend", about: .backend, id: \.id.rawValue, name: \.title)
  }

  /// `GET /keys`. Throws `.notFound`.
  public func key(_ name: String) async throws -> Key {
    try only(try await keys(), name, "key", about: .key, id: \.id.rawValue, name: \.name)
  }

  /// A machine of one backend, or of all: one request for each, and one for the backends.
  ///
  /// Throws `.notFound`, and `.ambiguous` where several machines have the name: none of them is as good as another. What
  /// a backend that could not be listed may hold is told in the error's details.
  public func machine(_ name: String, in backend: Backend? = nil) async throws -> Machine {
    let listing = if let backend { try await machines(of: backend) } else { try await machines() }
    do {
      return try only(listing.machines, name, "machine", about: .machine, id: \.id.rawValue, name: \.name)
    } catch var error as MistError {
      error.details += listing.troubles.map { "\($0.backend.title): \($0.error.summary)" }
      throw error
    }
  }

  private func only<Thing>(
    _ things: [Thing], _ asked: String, _ noun: String, about thing: MistError.Subject.Thing,
    id: (Thing) -> String, name: (Thing) -> String
  ) throws -> Thing {
    let sameID = things.filter { id($0) == asked }
    let found = sameID.isEmpty ? things.filter { name($0) == asked } : sameID
    guard let first = found.first, !asked.isEmpty else {
      throw MistError(.notFound, "no \(noun) '\(asked)' at \(place)", about: .init(thing, asked))
    }
    guard found.count == 1 else {
      throw MistError(
        .ambiguous, "\(found.count) \(noun)s are called '\(asked)' at \(place)", hint: "say its id or its backend",
        about: .init(thing, asked))
    }
    return first
  }
}
