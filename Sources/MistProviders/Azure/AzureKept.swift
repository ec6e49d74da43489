import MistModel
import Synchronization

/// What was seen once: where machines are, and what hardly ever changes.
final class AzureKept: Sendable {
  private let state = Mutex<(machines: [MachineID: AzureID], locations: [AzureLocation]?)>(([:], nil))

  var locations: [AzureLocation]? {
    get { state.withLock { $0.locations } }
    set { state.withLock { $0.locations = newValue } }
  }

  func remember(_ machines: [AzureMachine]) {
    let places = machines.compactMap { machine in
      machine.machineID.flatMap { id in machine.resource.map { (id, $0) } }
    }
    state.withLock { $0.machines.merge(places) { $1 } }
  }

  /// Where a machine was when it was seen last.
  func place(of machine: MachineID) -> AzureID? { state.withLock { $0.machines[machine] } }
}
