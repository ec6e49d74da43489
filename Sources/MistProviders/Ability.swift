import MistModel

/// Something a driver can do at its provider, declared before it is asked.
public enum Ability: String, Hashable, Sendable, CaseIterable {
  case probe, start, stop, reboot, destroy, create, rename, resize, pause
  case images, sizes, locations, networks
  /// The provider keeps public keys of its own that new machines get.
  case keys
  /// Commands run on its machines without SSH.
  case execute
}

extension MachineAction {
  /// The ability a provider needs for this action; tags belong to the service, so every provider has them.
  var ability: Ability? {
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
