/// How a line names a machine: the machine, and in which backend if it says so.
struct MachineNaming: Hashable, Sendable {
  /// `nil` for the machine of the context.
  var machine: Naming?
  /// `--backend`; `nil` for the context's backend, or all.
  var backend: Naming?

  init(machine: Naming?, backend: Naming? = nil) {
    self.machine = machine
    self.backend = backend
  }
}
