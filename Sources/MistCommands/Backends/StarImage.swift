import ArgumentParser
import MistModel
import MistOutput

struct StarImage: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "star-image", abstract: "Show an image of a backend among those that list-images shows by itself.")
  static let risk = Risk.changes
  static let examples = ["star-image Debian-12 --backend DigitalOcean"]

  @OptionGroup var image: ImageChoice
  @OptionGroup var place: BackendOption

  func run(in shell: any Shell) async throws -> Output {
    guard let naming = try image.naming else {
      throw MistError(.usage, "no image is named", hint: "list-images --search PART shows those of a backend")
    }
    let backend = try await shell.backend(place.naming, for: Self.risk)
    let image = try await shell.image(naming, of: backend)
    let isChanged = try await shell.setStar(of: image, in: backend, to: true)
    return .sentence(
      isChanged ? "Starred image \(escaped(image.name))" : "Image \(escaped(image.name)) is starred already")
  }
}
