import MistModel
import MistOutput

extension Shell {
  /// The image of a backend that a line names, whether it is starred or not. One request.
  func image(_ naming: Naming, of backend: Backend) async throws -> Image {
    guard !naming.text.isEmpty else { throw MistError(.usage, "an empty name means no image") }
    let found = try await client.images(of: backend.id, search: naming.text)
    let candidates = found.map { Candidate(id: $0.id.rawValue, name: $0.name, subject: $0) }
    let match = try NameResolver(noun: "image", candidates: candidates, place: backend.title).resolve(naming)
    if !match.isExact { meant(Resolution(option: "--image", typed: naming.text, meant: match.subject.name)) }
    return match.subject
  }

  /// Sees to it that an image has a star, or has none.
  ///
  /// - Returns: the image as it was: whether that was a change.
  func setStar(of choice: ImageChoice, at place: BackendOption, to isStarred: Bool) async throws -> Image {
    guard let naming = try choice.naming else {
      throw MistError(.usage, "no image is named", hint: "list-images --search PART shows those of a backend")
    }
    let backend = try await backend(place.naming, for: .changes)
    let image = try await image(naming, of: backend)
    guard image.isStarred != isStarred else { return image }
    guard try await client.toggleStar(of: image.id, in: backend.id) == isStarred else {
      throw MistError(
        .conflict, "somebody else changed the star of \(escaped(image.name)) at the same time",
        hint: "list-images --backend \(escaped(quoted(backend.title))) shows it")
    }
    return image
  }
}
