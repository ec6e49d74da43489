import ArgumentParser
import MistModel

/// The backend that a command is about: `Juno`, `--name Juno` or `--id ID`. Later releases of the original say cloud.
public struct BackendChoice: ParsableArguments {
  @Argument(help: "The backend: its name or id, or a part of the name that fits no other.")
  public var backend: BackendName?

  @Option(
    name: [.customLong("id"), .customLong("backend-id"), .customLong("cloud-id")], help: "The backend by its id.")
  public var id: BackendID?

  @Option(
    name: [.customLong("name"), .customLong("backend-name"), .customLong("cloud-name")],
    help: "The backend by its whole name.")
  public var name: BackendName?

  @Option(name: [.customLong("backend"), .customLong("cloud")], help: .hidden)
  public var option: BackendName?

  public init() {}

  var naming: Naming? {
    get throws {
      try Naming.only([Naming(backend), Naming(id), Naming(name, .name), Naming(option)], noun: "backend")
    }
  }
}

/// The backend in which a command looks: `--backend Juno`, `--backend-name Juno` or `--backend-id ID`.
public struct BackendOption: ParsableArguments {
  @Option(
    name: [.customLong("backend"), .customLong("cloud")],
    help: "The backend: its name or id, or a part of the name that fits no other.")
  public var backend: BackendName?

  @Option(name: [.customLong("backend-id"), .customLong("cloud-id")], help: "The backend by its id.")
  public var backendID: BackendID?

  @Option(name: [.customLong("backend-name"), .customLong("cloud-name")], help: "The backend by its whole name.")
  public var backendName: BackendName?

  public init() {}

  var naming: Naming? {
    get throws {
      try Naming.only([Naming(backend), Naming(backendID), Naming(backendName, .name)], noun: "backend")
    }
  }
}
