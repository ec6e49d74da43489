import ArgumentParser
import MistModel

/// What a new machine is made from: `--image fedora --size small`, or each by its id, `--image-id ami-1`.
public struct NewMachineOptions: ParsableArguments {
  @Option(help: "The image: its name or id, or a part of the name that fits no other.")
  public var image: ImageName?

  @Option(help: "The image by its id.")
  public var imageID: ImageID?

  @Option(help: "The size: its name or id; left out where there is one only.")
  public var size: SizeName?

  @Option(help: "The size by its id.")
  public var sizeID: SizeID?

  @Option(
    help: "The location: its name, its id, or its place in list-locations, from 0; the provider's choice if left out.")
  public var location: LocationName?

  @Option(help: "The location by its id or its place.")
  public var locationID: LocationID?

  @Option(
    name: [.customLong("key"), .customLong("key-id")], help: "The key that opens it; the default one if left out.")
  public var key: KeyName?

  @Option(help: "A network to attach it to: its name or id; may be said several times.")
  public var network: [NetworkName] = []

  @Option(help: "A network by its id.")
  public var networkID: [NetworkID] = []

  @Flag(
    name: [.customLong("floating-ip"), .customLong("associate-floating-ip")],
    help: "Give it an address of the outside network, where there are several of the --network among them.")
  public var floatingIP = false

  @Option(help: "What a container runs; its image's own command if left out.")
  public var dockerCommand: String?

  public init() {}

  var imageNaming: Naming? {
    get throws { try Naming.only([Naming(image), Naming(imageID)], noun: "image") }
  }

  var sizeNaming: Naming? {
    get throws { try Naming.only([Naming(size), Naming(sizeID)], noun: "size") }
  }

  var locationNaming: Naming? {
    get throws { try Naming.only([Naming(location), Naming(locationID)], noun: "location") }
  }

  var networkNamings: [Naming] { network.map { Naming($0.text) } + networkID.map { Naming($0.rawValue, .id) } }
}

/// What is done with a new machine once it is reached.
public struct DeploymentOptions: ParsableArguments {
  @Option(help: "A script to run on it: its text, or @file:PATH.")
  public var script: String?

  @Option(name: [.customLong("script-id"), .customLong("script-name")], help: "A kept script to run on it.")
  public var keptScript: ScriptName?

  // They begin with a dash more often than not.
  @Option(
    name: [.customLong("script-params"), .customLong("params")], parsing: .unconditional,
    help: "What the script is called with.")
  public var parameters: String?

  @Flag(help: "Monitor it.")
  public var monitoring = false

  public init() {}

  func check() throws {
    guard script == nil || keptScript == nil else {
      throw MistError(.usage, "--script and --script-id both say what to run", hint: "say one of them")
    }
    guard parameters == nil || script != nil || keptScript != nil else {
      throw MistError(.usage, "--script-params is said without a script")
    }
  }

  func text(in world: World) throws -> String? {
    guard let script else { return nil }
    let text = try script.after("@file:").map { try world.text(ofFile: $0) } ?? script
    guard !text.isBlank else { throw MistError(.usage, "the script is empty") }
    return text
  }
}
