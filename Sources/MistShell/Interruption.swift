import Synchronization

/// Stops the command that runs when a person presses Ctrl-C. The only part of a shell that may be used from any thread.
public final class Interruption: Sendable {
  private struct State {
    var cancel: (@Sendable () -> Void)?
    var isRequested = false
  }

  private let state = Mutex(State())

  public init() {}

  /// Asks the running command to stop.
  ///
  /// - Returns: `false` when nothing runs or it was asked before; the caller may then end the program.
  @discardableResult
  public func interrupt() -> Bool {
    let (cancel, isFirst) = state.withLock { state in
      defer { state.isRequested = true }
      return (state.cancel, !state.isRequested)
    }
    cancel?()
    return isFirst && cancel != nil
  }

  /// Ctrl-C was pressed since the work began.
  var isRequested: Bool { state.withLock(\.isRequested) }

  /// The task's value, with the task cancelled when an interrupt comes or the caller is cancelled. Interrupts from
  /// before are forgotten.
  func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
    state.withLock { $0 = State(cancel: { task.cancel() }, isRequested: false) }
    defer { state.withLock { $0.cancel = nil } }
    return await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
  }
}
