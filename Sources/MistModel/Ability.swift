/// Something that can be done at a provider, declared before it is asked for.
public enum Ability: String, Hashable, Sendable, CaseIterable {
  case probe, start, stop, reboot, destroy, create, rename, resize, pause
  case images, sizes, locations, networks
  /// The provider keeps public keys of its own that new machines get.
  case keys
  /// A new machine gets an address of an outside network on demand.
  case floatingIP = "floating_ip"
  /// Commands run on its machines without SSH.
  case execute
  /// The provider keeps what the main programs of its machines write.
  case logs
}

extension MachineAction {
  /// The ability a provider needs for this action; tags belong to the service, so every provider has them.
  public var ability: Ability? {
    switch self {
    case .start: .start
    case .stop: .stop
    case .reboot: .reboot
    case .destroy: .destroy
    case .resize: .resize
    case .rename: .rename
    case .tag: nil
    }
  }
}

extension Set<Ability> {
  /// In the order in which they are declared.
  public var names: [String] { Ability.allCases.filter(contains).map(\.rawValue) }

  /// - Parameter names: those that are not known here are left out.
  public init(names: [String]) {
    self.init(names.compactMap { Ability(rawValue: $0) })
  }
}
