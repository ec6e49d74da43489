import MistClient
import MistCommands
import MistModel
import Synchronization

/// The names that completion offers: what passed by in the service's answers, kept between two runs of the program.
///
/// It makes no request and waits for none. Names are kept by account, backend and kind, so that those of one account
/// never show up in another.
public final class Catalogue: Sendable {
  /// What a shelf holds the names of; `backend` is `nil` for what belongs to the account.
  struct Key: Hashable, Sendable {
    var kind: NameKind
    var backend: BackendID?
    /// For what belongs to one machine.
    var machine: MachineID?

    init(_ kind: NameKind, of backend: BackendID? = nil, machine: MachineID? = nil) {
      self.kind = kind
      self.backend = backend
      self.machine = machine
    }
  }

  struct State: Sendable {
    var shelves: [Key: NameShelf] = [:]
    /// Images that were searched for and are not among those shown by default: the next listing does not take them away.
    var found: [Key: [NameShelf.Entry]] = [:]
    /// As the shelf of backends has them.
    var backends: [Backend] = []
    /// Machines that a key is known to open; `nil` while the keys are not known.
    var opened: Set<MachineReference>?
    var isLoaded = false
    var isSaving = false
  }

  let state = Mutex(State())
  let files: (any StateFiles)?
  let account: String
  let now: @Sendable () -> Double

  /// - Parameters:
  ///   - files: where it is kept; `nil` for nowhere.
  ///   - account: who is logged in where, such as `ada@https://mist.example`.
  ///   - now: seconds since 1970.
  public init(files: (any StateFiles)?, account: String, now: @escaping @Sendable () -> Double) {
    self.files = files
    self.account = account
    self.now = now
  }

  /// Reads what was kept, behind the caller's back; without it the first TAB does.
  public func warm() {
    Task.detached(priority: .utility) { self.load() }
  }

  /// Notes what passed by. Made to be handed to `MistClient` as its `seen`.
  public func take(_ seen: Seen) {
    if note(seen) { saveSoon() }
  }

  /// Notes all of it and writes the file at once: for a program that ends.
  public func keep(_ all: [Seen]) {
    for seen in all { note(seen) }
    save()
  }

  /// - Returns: whether that is worth to be saved.
  @discardableResult
  private func note(_ seen: Seen) -> Bool {
    let shelves = Self.shelves(of: seen, takenAt: now())
    var isWorthSaving = !shelves.isEmpty
    state.withLock { state in
      if case .changed(let listing) = seen {
        loadIfNeeded(&state)
        state.shelves[Key(listing: listing)]?.isOutdated = true
      }
      for (key, shelf) in shelves { state.put(shelf, for: key) }
      if case .foundImages(let images, let backend) = seen {
        loadIfNeeded(&state)
        state.add(images.map(NameShelf.Entry.init), to: Key(.images, of: backend), at: now())
        isWorthSaving = true
      }
    }
    return isWorthSaving
  }
}

// MARK: - Asking

extension Catalogue {
  /// How old names may be before they are asked for again, in seconds.
  static let mostAge = 60.0

  func load() {
    state.withLock { loadIfNeeded(&$0) }
  }

  /// The backends in the order they were added; `nil` when they are not known.
  var backends: [Backend]? {
    state.withLock { state in
      loadIfNeeded(&state)
      return state.shelves[Key(.backends)] == nil ? nil : state.backends
    }
  }

  func shelf(_ key: Key) -> NameShelf? {
    state.withLock { state in
      loadIfNeeded(&state)
      return state.shelves[key]
    }
  }

  /// Whether the names are there and young enough to be used without asking for them again.
  func isFresh(_ key: Key) -> Bool {
    guard let shelf = shelf(key), !shelf.isOutdated else { return false }
    return abs(now() - shelf.takenAt) <= Self.mostAge
  }

  /// The keys of the shelves that hold the names of a kind.
  ///
  /// - Parameter backend: the only backend that counts; `nil` for all that are enabled.
  func keys(_ kind: NameKind, in backend: BackendID? = nil) -> [Key] {
    switch kind {
    case .backends, .keys, .scripts, .providers, .regions: return [Key(kind)]
    case .jobs: return []
    case .metrics:
      return state.withLock { state in
        loadIfNeeded(&state)
        return state.shelves.keys.filter { $0.kind == .metrics && (backend == nil || $0.backend == backend) }
      }
    case .machines, .tags, .images, .sizes, .locations, .networks: break
    }
    let enabled = (backends ?? []).filter { $0.isEnabled && (backend == nil || $0.id == backend) }
    return enabled.map { Key(kind, of: $0.id) }
  }
}

extension Catalogue.Key {
  init(listing: Seen.Listing) {
    switch listing {
    case .backends: self.init(.backends)
    case .keys: self.init(.keys)
    case .scripts: self.init(.scripts)
    case .machines(let backend): self.init(.machines, of: backend)
    }
  }
}

// MARK: - Changing

extension Catalogue.State {
  mutating func put(_ shelf: NameShelf, for key: Catalogue.Key) {
    shelves[key] = shelf.adding(found[key] ?? [])
    switch key.kind {
    case .backends: setBackends(shelf)
    case .machines:
      setMachines(shelf, of: key.backend)
      markOpened(key)
    case .keys: setOpened(shelf)
    default: break
    }
  }

  mutating func add(_ entries: [NameShelf.Entry], to key: Catalogue.Key, at time: Double) {
    let known = Set((found[key] ?? []).map(\.id))
    found[key, default: []] += entries.filter { !known.contains($0.id) }
    // Without a listing the others are not known.
    var shelf = shelves[key] ?? NameShelf([], takenAt: time)
    shelf.isOutdated = shelf.isOutdated || shelves[key] == nil
    shelves[key] = shelf.adding(entries)
  }

  /// What belongs to a backend that is gone goes with it.
  private mutating func setBackends(_ shelf: NameShelf) {
    backends = shelf.entries.map { entry in
      Backend(
        id: BackendID(entry.id), title: entry.name, provider: ProviderID(entry.columns.first ?? ""),
        isEnabled: entry.marks.contains(.isEnabled))
    }
    let known = Set(backends.map(\.id))
    shelves = shelves.filter { key, _ in key.backend.map(known.contains) ?? true }
    found = found.filter { key, _ in key.backend.map(known.contains) ?? true }
  }

  /// What belongs to a machine that is gone goes with it.
  private mutating func setMachines(_ machines: NameShelf, of backend: BackendID?) {
    guard shelves.keys.contains(where: { $0.machine != nil && $0.backend == backend }) else { return }
    let known = Set(machines.entries.map { MachineID($0.id) })
    shelves = shelves.filter { key, _ in key.backend != backend || key.machine.map(known.contains) ?? true }
  }

  private mutating func setOpened(_ keys: NameShelf) {
    opened = Set(keys.entries.flatMap(\.openedMachines))
    for key in shelves.keys where key.kind == .machines { markOpened(key) }
  }

  private mutating func markOpened(_ key: Catalogue.Key) {
    guard let backend = key.backend else { return }
    var ids: Set<String>?
    // While no key is known to open anything, each machine may be opened by some key.
    if let opened, !opened.isEmpty {
      ids = Set(opened.filter { $0.backend == backend }.map(\.machine.rawValue))
    }
    shelves[key]?.setMark(.hasKey, ids: ids)
  }
}
