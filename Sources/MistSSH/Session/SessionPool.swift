import MistModel
import Synchronization

/// Logged-in sessions at rest, until the next command for the same login.
final class SessionPool: Sendable {
  struct Key: Hashable, Sendable {
    var address: SSHAddress
    var user: String
    /// Of the private key; `agent` for a login without one.
    var fingerprint: String
  }

  private struct State {
    var resting: [Key: [Session]] = [:]
    var count = 0
    var isClosed = false
    /// Runs only while sessions rest.
    var sweeper: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let configuration: SSHConfiguration
  private let workers: WorkerPool

  init(configuration: SSHConfiguration, workers: WorkerPool) {
    self.configuration = configuration
    self.workers = workers
  }

  var count: Int { state.withLock { $0.count } }

  /// The session that rested last, or none. It belongs to the caller now.
  func take(_ key: Key) -> Session? {
    state.withLock { state in
      guard var sessions = state.resting[key], let session = sessions.popLast() else { return nil }
      state.resting[key] = sessions.isEmpty ? nil : sessions
      state.count -= 1
      return session
    }
  }

  /// Puts a session to rest. Only on a worker: one that finds no room is closed at once.
  func rest(_ session: Session, for key: Key) {
    session.restsSince = .now
    guard configuration.idleClose > .zero, keep(session, for: key) else { return session.leave() }
  }

  private func keep(_ session: Session, for key: Key) -> Bool {
    let (isKept, displaced) = state.withLock { state -> (Bool, Session?) in
      guard !state.isClosed, configuration.maxKept > 0 else { return (false, nil) }
      let displaced = state.count >= configuration.maxKept ? Self.removeOldest(&state) : nil
      state.resting[key, default: []].append(session)
      state.count += 1
      if state.sweeper == nil { state.sweeper = startSweeper() }
      return (true, displaced)
    }
    displaced?.leave()
    return isKept
  }

  private static func removeOldest(_ state: inout State) -> Session? {
    let oldest = state.resting.min { left, right in
      guard let left = left.value.first, let right = right.value.first else { return false }
      return left.restsSince < right.restsSince
    }
    guard let key = oldest?.key, var sessions = state.resting[key], !sessions.isEmpty else { return nil }
    let session = sessions.removeFirst()
    state.resting[key] = sessions.isEmpty ? nil : sessions
    state.count -= 1
    return session
  }

  private func startSweeper() -> Task<Void, Never> {
    let pause = max(.milliseconds(10), min(configuration.keepAlive, configuration.idleClose) / 2)
    return Task { [weak self] in
      while true {
        try? await Task.sleep(for: pause)
        guard !Task.isCancelled, let self, await self.sweep() else { return }
      }
    }
  }

  /// Closes what rested long enough and keeps the others' connections awake. Returns whether any are left.
  private func sweep() async -> Bool {
    let now = ContinuousClock.now
    let (old, quiet) = state.withLock { state in
      let old = Self.remove(&state) { $0.restsSince.duration(to: now) >= configuration.idleClose }
      let quiet = Self.remove(&state) { $0.lastUse.duration(to: now) >= configuration.keepAlive }
      return (old, quiet)
    }
    if !old.isEmpty || !quiet.isEmpty {
      try? await workers.perform { [self] _ in
        for (_, session) in old { session.leave() }
        for (key, session) in quiet where session.isAliveAfterRest() {
          session.sendKeepAlive()
          if !keep(session, for: key) { session.leave() }
        }
      }
    }
    return state.withLock { state in
      if state.count == 0 { state.sweeper = nil }
      return state.count > 0
    }
  }

  private static func remove(_ state: inout State, where isDue: (Session) -> Bool) -> [(Key, Session)] {
    var removed: [(Key, Session)] = []
    for (key, sessions) in state.resting {
      let due = sessions.filter(isDue)
      guard !due.isEmpty else { continue }
      let left = sessions.filter { !isDue($0) }
      state.resting[key] = left.isEmpty ? nil : left
      removed += due.map { (key, $0) }
    }
    state.count -= removed.count
    return removed
  }

  /// Closes all sessions at rest; none is kept from now on.
  func close() async {
    let (sessions, sweeper) = state.withLock { state in
      state.isClosed = true
      let sessions = state.resting.values.flatMap { $0 }
      state.resting = [:]
      state.count = 0
      defer { state.sweeper = nil }
      return (sessions, state.sweeper)
    }
    sweeper?.cancel()
    guard !sessions.isEmpty else { return }
    try? await workers.perform { _ in
      for session in sessions { session.leave() }
    }
  }
}
