import MistClient
import MistShell
import Synchronization

/// The listings that pass by, on their way to the catalogue of names.
final class PassingNames: Sendable {
  private struct State {
    var catalogue: Catalogue?
    /// Kept until there is a catalogue.
    var waiting: [Seen] = []
    var hasNames = false
    /// Listings that a command made old.
    var changed: Set<Seen.Listing> = []
  }

  private let state = Mutex(State())
  /// A script that lists again and again is no reason to keep it all.
  private static let mostWaiting = 64

  func take(_ seen: Seen) {
    let catalogue = state.withLock { state in
      if state.catalogue == nil {
        if case .changed(let listing) = seen { state.changed.insert(listing) } else { state.hasNames = true }
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

  /// Lists anew what a single command changed, so that the next TAB knows the new names. Only where that costs nothing:
  /// with the embedded service, and not the machines, for which providers are asked.
  func lookAgain(with client: MistClient) async {
    for listing in state.withLock({ $0.changed }) {
      switch listing {
      case .backends: _ = try? await client.backends()
      case .keys: _ = try? await client.keys()
      case .scripts: _ = try? await client.scripts()
      case .machines: break
      }
    }
  }

  /// Keeps what a single command saw.
  func hand(to catalogue: Catalogue) {
    let (waiting, hasNames) = state.withLock { ($0.waiting, $0.hasNames) }
    if hasNames { catalogue.keep(waiting) }
  }
}
