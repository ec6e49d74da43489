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
    let image = try await shell.setStar(of: image, at: place, to: false)
    let name = escaped(image.name)
    return .sentence(image.isStarred ? "Unstarred image \(name)" : "Image \(name) is not starred")
  }
}
