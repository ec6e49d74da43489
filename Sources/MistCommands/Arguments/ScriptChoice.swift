import ArgumentParser
import MistModel

/// The script that a command is about: `backup`, `--name backup` or `--id ID`.
public struct ScriptChoice: ParsableArguments {
  @Argument(help: "The script: its name or id, or a part of the name that fits no other.")
  public var script: ScriptName?

  @Option(name: [.customLong("id"), .customLong("script-id")], help: "The script by its id.")
  public var id: ScriptID?

  @Option(name: [.customLong("name"), .customLong("script-name")], help: "The script by its whole name.")
  public var name: ScriptName?

  public init() {}

  var naming: Naming? {
    get throws {
      try Naming.only([Naming(script), Naming(id), Naming(name, .name)], noun: "script")
    }
  }
}
