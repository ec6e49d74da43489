import MistModel
import MistOutput

extension Shell {
  /// The image that a line names. One that the service shows by no listing may be there all the same: its text is then
  /// taken as the id. One request, two for what is not shown by default, none for an id.
  func image(_ naming: Naming, in backend: Backend) async throws -> ImageID {
    guard naming.kind != .id else { return try wholeID(naming, "image") }
    if let id = try offer(naming, "image", in: backend, try await client.images(of: backend.id).map(\.candidate)) {
      return id
    }
    var found: [Candidate<ImageID>] = []
    do {
      found = try await client.images(of: backend.id, search: naming.text).map(\.candidate)
    } catch let error as MistError where [.failed, .unreachable, .timedOut].contains(error.code) {
      // A search that is out of reach says nothing of what can be ordered.
    }
    return try NameResolver(noun: "image", candidates: found).resolveExactly(naming)?.subject ?? ImageID(naming.text)
  }

  func size(_ naming: Naming, in backend: Backend) async throws -> SizeID {
    guard naming.kind != .id else { return try wholeID(naming, "size") }
    let sizes = try await client.sizes(of: backend.id)
    let candidates = sizes.map { Candidate(id: $0.id.rawValue, name: $0.name, subject: $0.id) }
    return try required(naming, "size", in: backend, candidates)
  }

  /// As `size`; and a number that is no location's id or name counts them in the order of `list-locations`, from 0: so
  /// did the original.
  func location(_ naming: Naming, in backend: Backend) async throws -> LocationID {
    let number = Int(naming.text)
    guard naming.kind != .id || number != nil else { return try wholeID(naming, "location") }
    let locations = try await client.locations(of: backend.id)
    if let number, !locations.contains(where: { $0.id.rawValue == naming.text || $0.name == naming.text }) {
      guard locations.indices.contains(number) else {
        throw MistError(
          .notFound, "no location \(naming.text) in \(backend.title): it has \(locations.count), counted from 0",
          hint: "list-locations --backend \(escaped(quoted(backend.title))) shows them")
      }
      meant(Resolution(option: "--location", typed: naming.text, meant: locations[number].name))
      return locations[number].id
    }
    guard naming.kind != .id else { return try wholeID(naming, "location") }
    let candidates = locations.map { Candidate(id: $0.id.rawValue, name: $0.name, subject: $0.id) }
    return try required(naming, "location", in: backend, candidates)
  }

  /// In the order they are named; one request, none for ids.
  func networks(_ namings: [Naming], in backend: Backend) async throws -> [NetworkID] {
    var candidates: [Candidate<NetworkID>] = []
    if namings.contains(where: { $0.kind != .id }) {
      candidates = try await client.networks(of: backend.id).map {
        Candidate(id: $0.id.rawValue, name: $0.name, subject: $0.id)
      }
    }
    return try namings.map { naming in
      guard naming.kind != .id else { return try wholeID(naming, "network") }
      return try required(naming, "network", in: backend, candidates)
    }
  }

  private func wholeID<Subject>(_ naming: Naming, _ noun: String) throws -> Identifier<Subject> {
    guard !naming.text.isBlank else { throw MistError(.usage, "an empty id means no \(noun)") }
    return Identifier(naming.text)
  }

  private func required<Subject>(
    _ naming: Naming, _ noun: String, in backend: Backend, _ candidates: [Candidate<Identifier<Subject>>]
  ) throws -> Identifier<Subject> {
    if let id = try offer(naming, noun, in: backend, candidates) { return id }
    // The message of a name that is nowhere comes from where names are looked for.
    return try NameResolver(noun: noun, candidates: candidates, place: backend.title).resolve(naming).subject
  }

  /// `nil` when nothing fits.
  private func offer<Subject>(
    _ naming: Naming, _ noun: String, in backend: Backend, _ candidates: [Candidate<Identifier<Subject>>]
  ) throws -> Identifier<Subject>? {
    do {
      let match = try NameResolver(noun: noun, candidates: candidates, place: backend.title).resolve(naming)
      if !match.isExact {
        let name = candidates.first { $0.subject == match.subject }?.name ?? match.subject.rawValue
        let isUnique = candidates.count { $0.name == name } == 1
        let meaning = isUnique || match.subject.rawValue.isEmpty ? name : match.subject.rawValue
        meant(Resolution(option: "--\(noun)", typed: naming.text, meant: meaning))
      }
      return match.subject
    } catch var error as MistError where error.code == .ambiguous {
      error.hint = "say --\(noun)-id ID"
      throw error
    } catch let error as MistError where error.code == .notFound {
      return nil
    }
  }
}

extension Image {
  fileprivate var candidate: Candidate<ImageID> { Candidate(id: id.rawValue, name: name, subject: id) }
}
