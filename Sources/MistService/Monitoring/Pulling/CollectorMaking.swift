import MistModel
import MistMonitoring

/// Makes what measures machines.
protocol CollectorMaking: Sendable {
  func collector(of machine: MachineReference) async throws -> any Collector
}

/// Over the way that commands take to a machine.
struct HostCollectors: CollectorMaking {
  let places: PlaceBook
  let entrances: Entrances
  let now: @Sendable () -> Double

  func collector(of machine: MachineReference) async throws -> any Collector {
    MachineCollector(
      host: MachineHost(reference: machine, places: places, entrances: entrances), machine: machine.folderName,
      title: try await places.machine(machine).name, now: now)
  }
}

extension MachineReference {
  /// Names folders on the machine: ids of providers may hold anything. Different ones stay different.
  var folderName: String {
    Self.plain(backend.rawValue) + "." + Self.plain(machine.rawValue)
  }

  /// Letters and digits as they are, all else as `_` and two digits.
  private static func plain(_ id: String) -> String {
    id.utf8.reduce(into: "") { name, byte in
      let character = Character(Unicode.Scalar(byte))
      if character.isASCII, character.isLetter || character.isNumber {
        name.append(character)
      } else {
        name += byte < 16 ? "_0" + String(byte, radix: 16) : "_" + String(byte, radix: 16)
      }
    }
  }
}
