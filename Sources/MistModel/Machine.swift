/// A machine of one backend, as its provider last told of it.
public struct Machine: Hashable, Sendable {
  /// Unique within its backend only; `reference` is unique in the service.
  public var id: MachineID
  public var backend: BackendID
  public var name: String
  public var state: MachineState
  public var publicIPs: [String]
  public var privateIPs: [String]
  public var tags: [Tag]
  public var image: ImageID?
  public var size: SizeID?
  /// What the provider tells beside the common part.
  public var extra: [String: JSONValue]
  /// What can be done with it in its present state.
  public var actions: Set<MachineAction>

  public init(
    id: MachineID, backend: BackendID, name: String, state: MachineState, publicIPs: [String] = [],
    privateIPs: [String] = [], tags: [Tag] = [], image: ImageID? = nil, size: SizeID? = nil,
    extra: [String: JSONValue] = [:], actions: Set<MachineAction> = []
  ) {
    self.id = id
    self.backend = backend
    self.name = name
    self.state = state
    self.publicIPs = publicIPs
    self.privateIPs = privateIPs
    self.tags = tags
    self.image = image
    self.size = size
    self.extra = extra
    self.actions = actions
  }

  public var reference: MachineReference { MachineReference(backend: backend, machine: id) }
}

/// Names one machine in the whole service.
public struct MachineReference: Hashable, Sendable {
  public var backend: BackendID
  public var machine: MachineID

  public init(backend: BackendID, machine: MachineID) {
    self.backend = backend
    self.machine = machine
  }
}

/// The state of a machine, in the words of the original; a word it did not know is kept as it came.
public struct MachineState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public static let running = MachineState(rawValue: "running")
  public static let rebooting = MachineState(rawValue: "rebooting")
  public static let terminated = MachineState(rawValue: "terminated")
  public static let pending = MachineState(rawValue: "pending")
  public static let unknown = MachineState(rawValue: "unknown")
  public static let stopped = MachineState(rawValue: "stopped")
  public static let error = MachineState(rawValue: "error")
  public static let paused = MachineState(rawValue: "paused")
  public static let suspended = MachineState(rawValue: "suspended")

  public var description: String { rawValue }
}

/// Something that can be done with a machine.
public enum MachineAction: String, Hashable, Sendable, CaseIterable {
  case start, stop, reboot, destroy, resize, rename, tag
}

/// Machines of several backends, with what could not be had said beside them.
public struct MachineListing: Hashable, Sendable {
  /// Why one backend's machines are missing or old.
  public struct Trouble: Hashable, Sendable {
    public var backend: Backend
    public var error: MistError
    /// Age in seconds of the listing shown in place of a fresh one; `nil` when there is none to show.
    public var ageOfListing: Int?

    public init(backend: Backend, error: MistError, ageOfListing: Int? = nil) {
      self.backend = backend
      self.error = error
      self.ageOfListing = ageOfListing
    }
  }

  public var machines: [Machine]
  public var troubles: [Trouble]

  public init(machines: [Machine] = [], troubles: [Trouble] = []) {
    self.machines = machines
    self.troubles = troubles
  }
}
