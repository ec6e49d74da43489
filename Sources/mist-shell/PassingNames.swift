import MistClient
import MistShell
import Synchronization

/// The listings that pass by, on their way to the catalogue of names.
final class PassingNames: Sendable {
  private struct State {
    var catalogue: Catalogue?
    /// Kept until there is a catalogue.
    var waiting: [Seen] = []
    var hasMachines = false
  }

  private let state = Mutex(State())
  /// A script that lists again and again is no reason to keep it all.
  private static let mostWaiting = 64

  func take(_ seen: Seen) {
    let catalogue = state.withLock { state in
      if state.catalogue == nil {
        if case .machines = seen { state.hasMachines = true }
        if state.waiting.count == Self.mostWaiting { state.waiting.removeFirst() }
        state.waiting.append(seen)
      }
      return state.catalogue
    }
    catalogue?.take(seen)
  }

  /// From now on the catalogue takes them at once.
  func go(to catalogue: Catalogue) {
    let waiting = state.withLock { state in
      state.catalogue = catalogue
      defer { state.waiting = [] }
      return state.waiting
    }
    for seen in waiting { catalogue.take(seen) }
  }

  /// Keeps what a single command saw, if it is worth reading and writing a file for.
  func hand(to catalogue: Catalogue) {
    guard state.withLock({ $0.hasMachines }) else { return }
    go(to: catalogue)
    catalogue.save()
  }
}
