import ArgumentParser
import MistModel
import MistOutput

struct ListImages: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-images", abstract: "List what a machine of a backend can be made from.",
    discussion: "Shows the starred images; --search all shows every one.")
  static let risk = Risk.reads
  static let examples = [
    "list-images --backend DigitalOcean", "list-images --backend DigitalOcean --search gentoo",
    "list-images --backend DigitalOcean --search all",
  ]

  @OptionGroup var place: BackendOption

  @Option(help: "Part of an image's name or id; 'all' for every image.")
  var search: ImageName?

  func run(in shell: any Shell) async throws -> Output {
    let backend = try await shell.backend(place.naming, for: Self.risk)
    var images = try await shell.client.images(of: backend.id, search: search?.text)
    if search == nil {
      images.removeAll { !$0.isStarred }
    }
    if images.isEmpty { shell.note(whyNone(of: backend)) }
    return .table(
      Table(
        [.init("name", "Name", width: 40), .init("id", "ID", width: 40)],
        rows: images.map { [.text($0.name), .text($0.id.rawValue)] }))
  }

  /// Beside the result and not in it: the original printed nothing, and scripts count the lines.
  private func whyNone(of backend: Backend) -> String {
    guard let search else { return "no image of \(backend.title) is starred: --search all shows every one" }
    guard search.text != "all" else { return "\(backend.title) has no images" }
    return "no image of \(backend.title) fits '\(search.text)'"
  }
}
