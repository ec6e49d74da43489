import Synchronization

/// Why blocking work stopped before its end.
enum Halt: Error {
  /// The task that waits for it was cancelled.
  case cancelled
  /// Its deadline passed.
  case expired
  /// No thread or no file descriptor could be had.
  case noThread
}

/// Work for a `WorkerPool`.
protocol PooledWork: AnyObject, Sendable {
  func run(bell: Bell)
  /// Ends it early: at once if no worker has begun it, else as soon as the worker notices.
  func cancel()
  func giveUp(_ reason: Halt)
}

/// One piece of blocking work, the task that waits for it, and the way to call it off.
final class Ticket<Value: Sendable>: PooledWork {
  private enum State {
    case new
    case cancelledEarly
    case waiting(CheckedContinuation<Value, any Error>)
    case running(CheckedContinuation<Value, any Error>, Attention)
    case done
  }

  private let state = Mutex(State.new)
  private let work: @Sendable (Attention) throws -> Value

  init(_ work: @escaping @Sendable (Attention) throws -> Value) {
    self.work = work
  }

  /// Returns whether the work is still wanted.
  func wait(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
    let isWanted = state.withLock { state in
      if case .cancelledEarly = state {
        state = .done
        return false
      }
      state = .waiting(continuation)
      return true
    }
    if !isWanted { continuation.resume(throwing: Halt.cancelled) }
    return isWanted
  }

  func run(bell: Bell) {
    let attention = Attention(bell: bell)
    let begun = state.withLock { state in
      guard case .waiting(let continuation) = state else { return false }
      state = .running(continuation, attention)
      return true
    }
    guard begun else { return }
    let result = Result { try work(attention) }
    let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      guard case .running(let continuation, _) = state else { return nil }
      state = .done
      return continuation
    }
    waiting?.resume(with: result)
  }

  func cancel() {
    giveUp(.cancelled)
  }

  func giveUp(_ reason: Halt) {
    let waiting = state.withLock { state -> CheckedContinuation<Value, any Error>? in
      switch state {
      case .new:
        state = .cancelledEarly
      case .waiting(let continuation):
        state = .done
        return continuation
      case .running(_, let attention):
        attention.cancel()
      case .cancelledEarly, .done:
        break
      }
      return nil
    }
    waiting?.resume(throwing: reason)
  }
}
