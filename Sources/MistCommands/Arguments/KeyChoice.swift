import ArgumentParser
import MistModel

/// The key that a command is about: `prod`, `--name prod` or `--key-id prod`.
public struct KeyChoice: ParsableArguments {
  @Argument(help: "The key: its name, or a part of it that fits no other.")
  public var key: KeyName?

  @Option(name: [.customLong("key-id"), .customLong("id"), .customLong("key")], help: "The key by its id.")
  public var id: KeyID?

  @Option(name: [.customLong("name"), .customLong("key-name")], help: "The key by its whole name.")
  public var name: KeyName?

  public init() {}

  var naming: Naming? {
    get throws {
      try Naming.only([Naming(key), Naming(id), Naming(name, .name)], noun: "key")
    }
  }
}
