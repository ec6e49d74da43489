import ArgumentParser
import MistModel
import MistOutput

struct UnstarImage: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "unstar-image", abstract: "Leave an image of a backend out of those that list-images shows by itself."
  )
  static let risk = Risk.changes
  static let examples = ["unstar-image Debian-12 --backend DigitalOcean"]

  @OptionGroup var image: ImageChoice
  @OptionGroup var place: BackendOption

  func run(in shell: any Shell) async throws -> Output {
    guard let naming = try image.naming else {
      throw MistError(.usage, "no image is named", hint: "list-images --search PART shows those of a backend")
    }
    let backend = try await shell.backend(place.naming, for: Self.risk)
    let image = try await shell.image(naming, of: backend)
    let isChanged = try await shell.setStar(of: image, in: backend, to: false)
    return .sentence(
      isChanged ? "Unstarred image \(escaped(image.name))" : "Image \(escaped(image.name)) is not starred")
  }
}
