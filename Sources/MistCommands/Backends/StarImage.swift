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
    let image = try await shell.setStar(of: image, at: place, to: true)
    let name = escaped(image.name)
    return .sentence(image.isStarred ? "Image \(name) is starred already" : "Starred image \(name)")
  }
}
