import ArgumentParser
import MistModel

/// The machine that a command is about: `db1`, `Juno/db1`, `--name db1` or `--id ID`.
public struct MachineChoice: ParsableArguments {
  @Argument(help: "The machine: its name or id, or BACKEND/NAME.")
  public var machine: MachineName?

  @Option(name: [.customLong("id"), .customLong("machine-id")], help: "The machine by its id.")
  public var id: MachineID?

  @Option(name: [.customLong("name"), .customLong("machine-name")], help: "The machine by its whole name.")
  public var name: MachineName?

  @Option(name: .customLong("machine"), help: .hidden)
  public var option: MachineName?

  @OptionGroup public var place: BackendOption

  public init() {}

  var asked: MachineNaming {
    get throws {
      let namings = [Naming(machine), Naming(id), Naming(name, .name), Naming(option)]
      return MachineNaming(machine: try Naming.only(namings, noun: "machine"), backend: try place.naming)
    }
  }
}

/// The machine that a command about something else needs: `--machine db1`, `--machine-name db1` or `--machine-id ID`.
public struct MachineOption: ParsableArguments {
  @Option(help: "The machine: its name or id, or BACKEND/NAME.")
  public var machine: MachineName?

  @Option(help: "The machine by its id.")
  public var machineID: MachineID?

  @Option(help: "The machine by its whole name.")
  public var machineName: MachineName?

  @OptionGroup public var place: BackendOption

  public init() {}

  var asked: MachineNaming {
    get throws {
      let namings = [Naming(machine), Naming(machineID), Naming(machineName, .name)]
      return MachineNaming(machine: try Naming.only(namings, noun: "machine"), backend: try place.naming)
    }
  }
}
