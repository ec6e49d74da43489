import MistCommands
import MistModel
import Synchronization

/// A line that runs on a shell of its own, waited for by a person or by nobody.
final class ShellJob: Sendable {
  /// How a line ended.
  struct End: Sendable {
    var line: LineEnd
    /// What the line made of the shell.
    var state: ShellState
    /// The commands as they really ran.
    var ranLines: [String]
    /// Seconds since 1970.
    var time: Double
  }

  let line: String
  /// Seconds since 1970.
  let started: Double
  let outlet: Outlet
  let activity: Activity
  let interruption: Interruption
  private let task: Task<End, Never>
  private let state = Mutex<(isStopping: Bool, end: End?)>((false, nil))

  /// Starts the line at once.
  init(_ line: String, on shell: MistShell, work: @escaping (MistShell) async -> End) {
    self.line = line
    started = shell.world.now()
    outlet = shell.outlet
    activity = shell.activity
    interruption = shell.interruption
    let apart = WorkApart(shell: shell, work: work)
    task = Task { await apart.value() }
    Task { [self] in
      let end = await task.value
      state.withLock { $0.end = end }
    }
  }

  /// Waits for its end.
  var end: End {
    get async { await task.value }
  }

  /// Its end when it is over.
  var endSoFar: End? { state.withLock { $0.end } }

  func stop() {
    interruption.interrupt()
    state.withLock { $0.isStopping = true }
    task.cancel()
  }

  func description(number: Int, now: Double) -> BackgroundJob {
    let (isStopping, end) = state.withLock { $0 }
    let jobState: BackgroundJob.State =
      switch end?.line.status {
      case .success: .done
      case .interrupted: .stopped
      case _?: .failed
      case nil: isStopping ? .stopping : .running
      }
    return BackgroundJob(
      number: number, line: line, state: jobState, elapsed: max(0, (end?.time ?? now) - started),
      activity: end == nil ? activity.current : nil)
  }
}

/// Carries a shell into a task of its own.
///
/// Not checked by the compiler, but so: whoever makes it hands the shell over and does not use it before the task has
/// ended, so the shell is used by one task at a time.
struct WorkApart<Value: Sendable>: @unchecked Sendable {
  let shell: MistShell
  let work: (MistShell) async -> Value

  func value() async -> Value {
    await work(shell)
  }
}
