import Synchronization

/// Stops the command that runs when a person presses Ctrl-C. May be used from any thread.
public final class Interruption: Sendable {
  private struct State {
    var cancel: (@Sendable () -> Void)?
    /// What the second press does; `nil` where work cannot be left to itself.
    var leave: (@Sendable () -> Void)?
    var isRequested = false
  }

  private let state = Mutex(State())

  public init() {}

  /// Asks the running command to stop; the second time, leaves it to itself where that is possible.
  ///
  /// - Returns: `false` when nothing runs, or it was asked before and cannot be left; the caller may then end the
  ///   program.
  @discardableResult
  public func interrupt() -> Bool {
    let (cancel, leave, isFirst) = state.withLock { state in
      defer { state.isRequested = true }
      return (state.cancel, state.leave, !state.isRequested)
    }
    if isFirst {
      cancel?()
      return cancel != nil
    }
    leave?()
    return leave != nil
  }

  /// Ctrl-C was pressed since the work began.
  public var isRequested: Bool { state.withLock(\.isRequested) }

  /// Takes presses for some work, until `end()`. Presses from before are forgotten.
  func begin(cancel: @escaping @Sendable () -> Void, leave: (@Sendable () -> Void)? = nil) {
    state.withLock { $0 = State(cancel: cancel, leave: leave, isRequested: false) }
  }

  func end() {
    state.withLock { state in
      state.cancel = nil
      state.leave = nil
    }
  }

  /// The task's value, with the task cancelled when an interrupt comes or the caller is cancelled.
  func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
    begin(cancel: { task.cancel() })
    defer { end() }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }
}
