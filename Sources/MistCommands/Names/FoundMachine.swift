import MistModel
import MistOutput

/// A machine that a name was found to mean, with its backend.
struct FoundMachine: Hashable, Sendable {
  var machine: Machine
  var backend: Backend

  var reference: MachineReference { machine.reference }
  /// As it came; escape it to show it.
  var name: String { machine.name }
  /// `Juno/db1`, unique but for two of a name in one backend. As it came.
  var qualifiedName: String { "\(backend.title)/\(machine.name)" }

  /// For messages about an address that is not there.
  func requireAddress() throws -> String {
    guard let address = machine.publicIPs.first(where: \.isIPv4) ?? machine.publicIPs.first ?? machine.privateIPs.first
    else {
      throw MistError(.invalid, "machine \(escaped(qualifiedName)) has no address", hint: "say --host ADDRESS")
    }
    return address
  }
}

extension String {
  fileprivate var isIPv4: Bool { !contains(":") }
}
