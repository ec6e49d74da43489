import MistClient
import MistModel
import Synchronization

/// Asks the service again for names that are too old, behind the back of the person who types.
///
/// Each listing is asked for by one request at a time, and left alone for a while after one that failed. What comes
/// reaches the catalogue through the client's `seen`.
public final class CatalogueRefresh: Sendable {
  private struct State {
    var running: Set<Catalogue.Key> = []
    /// Until when a listing that could not be had is left alone.
    var pauses: [Catalogue.Key: Double] = [:]
  }

  /// Seconds.
  private static let pauseAfterFailure = 30.0

  private let client: MistClient
  private let catalogue: Catalogue
  private let state = Mutex(State())

  /// - Parameter client: one whose `seen` is the catalogue's `take`.
  public init(client: MistClient, catalogue: Catalogue) {
    // Nobody is asked for a password on its account.
    self.client = client.unattended()
    self.catalogue = catalogue
  }

  /// Starts to ask for those of the listings that are old or missing, and comes back at once.
  ///
  /// - Returns: whether any of them is being asked for now.
  @discardableResult
  func want(_ keys: [Catalogue.Key]) -> Bool {
    let old = Set(keys.map(Self.asked)).filter { !catalogue.isFresh($0) }
    guard !old.isEmpty else { return false }
    let now = catalogue.now()
    let (new, isRunning) = state.withLock { state in
      let new = old.filter { !state.running.contains($0) && state.pauses[$0, default: 0] <= now }
      state.running.formUnion(new)
      return (new, !state.running.isDisjoint(with: old))
    }
    if !new.isEmpty {
      Task.detached(priority: .utility) { await self.ask(new) }
    }
    return isRunning
  }

  /// The listing that brings the names: tags come with machines, regions with providers.
  private static func asked(_ key: Catalogue.Key) -> Catalogue.Key {
    switch key.kind {
    case .tags: Catalogue.Key(.machines, of: key.backend)
    case .regions: Catalogue.Key(.providers)
    default: key
    }
  }

  private func ask(_ keys: Set<Catalogue.Key>) async {
    await withTaskGroup(of: Void.self) { group in
      for key in keys where key.kind != .machines {
        group.addTask { try? await self.ask(key) }
      }
      let ids = keys.filter { $0.kind == .machines }.map(\.backend)
      if !ids.isEmpty {
        group.addTask { try? await self.askMachines(of: ids) }
      }
    }
    let failed = keys.filter { !catalogue.isFresh($0) }
    let pause = catalogue.now() + Self.pauseAfterFailure
    state.withLock { state in
      state.running.subtract(keys)
      for key in keys { state.pauses[key] = failed.contains(key) ? pause : nil }
    }
  }

  private func ask(_ key: Catalogue.Key) async throws {
    switch (key.kind, key.backend) {
    case (.backends, _): _ = try await client.backends()
    case (.keys, _): _ = try await client.keys()
    case (.scripts, _): _ = try await client.scripts()
    case (.providers, _): _ = try await client.providers()
    case (.images, let backend?): _ = try await client.images(of: backend)
    case (.sizes, let backend?): _ = try await client.sizes(of: backend)
    case (.locations, let backend?): _ = try await client.locations(of: backend)
    case (.networks, let backend?): _ = try await client.networks(of: backend)
    // Metrics belong to one machine each: those that passed by are what is known.
    default: break
    }
  }

  /// All of them at once: the client asks several backends at the same time.
  private func askMachines(of ids: [BackendID?]) async throws {
    let known = (catalogue.backends ?? []).filter { ids.contains($0.id) }
    // Without a backend: the backends themselves are not known yet.
    _ = try await client.machines(of: ids.contains(nil) ? nil : known)
  }

  /// Waits until nothing is being asked for.
  func settle() async {
    while state.withLock({ !$0.running.isEmpty }) {
      try? await Task.sleep(for: .milliseconds(1))
    }
  }
}
