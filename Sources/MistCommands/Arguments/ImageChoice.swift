import ArgumentParser
import MistModel

/// The image that a command is about: `Debian-12`, `--image Debian-12` or `--image-id ID`.
public struct ImageChoice: ParsableArguments {
  @Argument(help: "The image: its name or id, or a part of the name that fits no other.")
  public var image: ImageName?

  @Option(name: [.customLong("id"), .customLong("image-id")], help: "The image by its id.")
  public var id: ImageID?

  @Option(name: [.customLong("name"), .customLong("image-name")], help: "The image by its whole name.")
  public var name: ImageName?

  @Option(name: .customLong("image"), help: .hidden)
  public var option: ImageName?

  public init() {}

  var naming: Naming? {
    get throws {
      try Naming.only([Naming(image), Naming(id), Naming(name, .name), Naming(option)], noun: "image")
    }
  }
}
