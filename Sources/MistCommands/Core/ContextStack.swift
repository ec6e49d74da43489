import MistModel

/// Where the user is: a stack of what was used or selected, newest last.
///
/// The context fills in what a line leaves out; what the line says wins.
public struct ContextStack: Hashable, Sendable {
  public enum Entry: Hashable, Sendable {
    case backend(BackendID, title: String)
    case machine(MachineReference, name: String, backendTitle: String)
    case tag(Tag)
    case key(KeyID)
  }

  public private(set) var entries: [Entry] = []
  /// What `-` goes back to.
  private var before: [Entry]?

  public init() {}
}

// MARK: - Going about

extension ContextStack {
  public var isEmpty: Bool { entries.isEmpty }

  /// Goes one step deeper; to where we are already, it is no step.
  public mutating func push(_ entry: Entry) {
    guard entries.last != entry else { return }
    go(to: entries + [entry])
  }

  /// Goes to a place, and leaves those that cannot be together with it: another backend, a machine elsewhere.
  ///
  /// - Returns: what was left, oldest first.
  public mutating func enter(_ entry: Entry) -> [Entry] {
    let left = entries.filter { $0 != entry && !$0.isTogether(with: entry) }
    go(to: entries.filter { $0 != entry && !left.contains($0) } + [entry])
    return left
  }

  /// Goes one step back, `nil` at the top.
  @discardableResult
  public mutating func pop() -> Entry? {
    guard let last = entries.last else { return nil }
    go(to: Array(entries.dropLast()))
    return last
  }

  /// Leaves everything.
  public mutating func clear() {
    guard !isEmpty else { return }
    go(to: [])
  }

  /// Leaves what is gone: a backend that was deleted, with its machines.
  ///
  /// - Returns: what was left, oldest first.
  public mutating func forget(_ backend: BackendID) -> [Entry] {
    let left = entries.filter { $0.isIn(backend) }
    entries.removeAll { $0.isIn(backend) }
    before?.removeAll { $0.isIn(backend) }
    return left
  }

  /// Changes places with the context before the last step; `false` when there was none.
  public mutating func goBefore() -> Bool {
    guard let before else { return false }
    go(to: before)
    return true
  }

  private mutating func go(to entries: [Entry]) {
    before = self.entries
    self.entries = entries
  }
}

extension ContextStack.Entry {
  /// Whether both can be places of one context.
  fileprivate func isTogether(with new: Self) -> Bool {
    switch (self, new) {
    case (.tag, .backend), (.key, _), (_, .key), (.backend, .tag), (.tag, .tag): true
    case (.backend, .backend(let id, _)), (.machine, .backend(let id, _)): isIn(id)
    case (.backend, .machine(let machine, _, _)): isIn(machine.backend)
    case (.machine, .machine), (.machine, .tag), (.tag, .machine): false
    }
  }

  /// As a person is told of it: `machine Juno/db1`.
  public var saying: String {
    switch self {
    case .backend(_, let title): "backend \(title)"
    case .machine(_, let name, let backendTitle): "machine \(backendTitle)/\(name)"
    case .tag(let tag): "tag \(tag)"
    case .key(let key): "key \(key)"
    }
  }

  fileprivate func isIn(_ backend: BackendID) -> Bool {
    switch self {
    case .backend(let id, _): id == backend
    case .machine(let machine, _, _): machine.backend == backend
    case .tag, .key: false
    }
  }
}

// MARK: - What it fills in

extension ContextStack {
  /// The backend a line means that names none: the one used last, or that of the machine selected last.
  public var backend: (id: BackendID, title: String)? {
    for entry in entries.reversed() {
      switch entry {
      case .backend(let id, let title): return (id, title)
      case .machine(let machine, _, let title): return (machine.backend, title)
      case .tag, .key: continue
      }
    }
    return nil
  }

  /// The machine a line means that names none; one selected before another backend or a tag is left behind.
  public var machine: (reference: MachineReference, name: String, backendTitle: String)? {
    for entry in entries.reversed() {
      switch entry {
      case .machine(let machine, let name, let title): return (machine, name, title)
      case .backend, .tag: return nil
      case .key: continue
      }
    }
    return nil
  }

  /// The tag a line means that names neither machine nor tag; one selected before a machine is left behind.
  public var tag: Tag? {
    for entry in entries.reversed() {
      switch entry {
      case .tag(let tag): return tag
      case .machine: return nil
      case .backend, .key: continue
      }
    }
    return nil
  }

  /// The key a line means that names none.
  public var key: KeyID? {
    for entry in entries.reversed() {
      if case .key(let key) = entry { return key }
    }
    return nil
  }
}
