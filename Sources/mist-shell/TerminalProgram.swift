import CTerminalProgram
import Foundation
import MistModel
import Synchronization

/// Runs a program that has the terminal to itself meanwhile: a pager, `|! grep`, `ssh`.
///
/// Where a person sits at the terminal, the program gets a process group of its own, and that group the terminal:
/// Ctrl-C is for the program then, and the shell does not notice. The program has the terminal before its first
/// instruction. There is no job control for programs: one that Ctrl-Z stops is continued at once, so that nothing hangs.
///
/// Elsewhere (scripts, pipes, a shell in the background) the terminal is left alone, and the program stays in the
/// shell's group, as with `sh`: whoever has the terminal then decides about both.
enum TerminalProgram {
  enum Input: Sendable {
    /// The shell's own standard input.
    case terminal
    /// A file in memory, which nobody has to feed: a reader may leave early, and a pager can seek.
    case bytes([UInt8])
  }

  /// Waits on a thread of its own, which the cooperative pool is not kept from work by. Cancelling the task ends the
  /// program.
  ///
  /// - Parameter executable: a path, or a name that is looked for in `PATH`.
  /// - Returns: its exit status; 128 and the signal's number when a signal ended it.
  /// - Throws: `MistError.notFound` when there is no such program; `CancellationError`, once the program has ended.
  static func run(_ executable: String, arguments: [String], input: Input) async throws -> Int32 {
    let program = StartedProgram()
    let status = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(
            with: Result { try program.run(executable, arguments: arguments, input: input) })
        }
      }
    } onCancel: {
      program.stop()
    }
    try Task.checkCancellation()
    return status
  }
}

/// One program from its start to its end.
private final class StartedProgram: Sendable {
  private struct State {
    /// Where signals go: the process, or its group as a negative number. `nil` before the start, and as soon as the
    /// number may mean another process.
    var target: pid_t?
    var stoppedAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  /// How long a program may take to end when it is told to.
  private static let patience = Duration.seconds(2)
  /// How often a stopped program is continued: a member of its group may stop itself a moment after the first.
  private static let nudges = 20

  /// Asks the program to end, and makes it when it does not.
  func stop() {
    state.withLock { state in
      state.stoppedAt = .now
      guard let target = state.target else { return }
      kill(target, SIGTERM)
      // A stopped one would not hear of it.
      kill(target, SIGCONT)
    }
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(2000)) {
      self.state.withLock { state in
        if let target = state.target { _ = kill(target, SIGKILL) }
      }
    }
  }

  /// Runs the program to its end, on a thread that belongs to it.
  func run(_ executable: String, arguments: [String], input: TerminalProgram.Input) throws -> Int32 {
    // Who touches a terminal from the background is stopped by this signal, unless it is blocked. The thread ends with
    // the program, and the program itself starts with no signal blocked.
    var ttou = sigset_t()
    sigemptyset(&ttou)
    sigaddset(&ttou, SIGTTOU)
    pthread_sigmask(SIG_BLOCK, &ttou, nil)
    let terminal = LentTerminal()
    let hasOwnGroup = terminal != nil || !LentTerminal.isAnywhere
    let file: Int32? = if case .bytes(let bytes) = input { try memoryFile(bytes) } else { nil }
    defer { if let file { close(file) } }
    let child = try state.withLock { state in
      guard state.stoppedAt == nil else { throw CancellationError() }
      let child = try spawn(
        executable, arguments: arguments, input: file, terminal: terminal, hasOwnGroup: hasOwnGroup)
      state.target = hasOwnGroup ? -child : child
      return child
    }
    defer { terminal?.takeBack() }
    let end = waitForEnd(of: child, terminal: terminal)
    if hasOwnGroup, end.isSignal { waitForRest(of: child, hasTerminal: terminal != nil) }
    return end.status
  }

  private func waitForEnd(of child: pid_t, terminal: LentTerminal?) -> (status: Int32, isSignal: Bool) {
    var nudgesLeft = 0
    while true {
      var info = siginfo_t()
      // Not taken from the kernel yet: until then its number means this process and no other, and `stop` may use it.
      let whatFor = WEXITED | WNOWAIT | (terminal == nil ? 0 : WSTOPPED) | (nudgesLeft > 0 ? WNOHANG : 0)
      _ = waitid(P_PID, id_t(child), &info, whatFor)
      var status: Int32 = 0
      let found = state.withLock { state in
        let found = waitpid(child, &status, WNOHANG | (terminal == nil ? 0 : WUNTRACED))
        if found != 0, !isStopped(status) { state.target = nil }
        return found
      }
      if found < 0 {
        // Whoever started the shell has the system throw ends away: how it ended is not known.
        return (255, false)
      } else if found == 0 {
        guard nudgesLeft > 0 else { continue }
        usleep(50_000)
        // The terminal may be with someone else for now: the shell this one was started from.
        guard let terminal, terminal.lend(to: child) else { continue }
        kill(-child, SIGCONT)
        nudgesLeft -= 1
      } else if isStopped(status) {
        nudgesLeft = Self.nudges
      } else {
        let signal = status & 0x7F
        return signal == 0 ? ((status >> 8) & 0xFF, false) : (128 + signal, true)
      }
    }
  }

  private func isStopped(_ status: Int32) -> Bool { status & 0xFF == 0x7F }

  /// Ctrl-C ends the `sh` of `grep x | less`, and not the pager: what is left keeps the terminal to its own end.
  private func waitForRest(of group: pid_t, hasTerminal: Bool) {
    while ProcessGroup.lives(group) {
      if let stoppedAt = state.withLock(\.stoppedAt) {
        let isLate = ContinuousClock.now - stoppedAt > Self.patience
        guard kill(-group, isLate ? SIGKILL : SIGTERM) == 0 else { return }
      } else if !hasTerminal {
        return
      }
      usleep(20_000)
    }
  }
}

/// Text in memory as a file to read, closed in other programs.
private func memoryFile(_ bytes: [UInt8]) throws -> Int32 {
  let file = program_memory_file()
  guard file >= 0 else { throw MistError(.failed, "the kernel gives no memory file: \(systemError(errno))") }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count > 0 {
      rest = rest.dropFirst(count)
    } else if errno != EINTR {
      defer { close(file) }
      throw MistError(.failed, "the memory file cannot be written: \(systemError(errno))")
    }
  }
  guard program_seal(file) == 0 else {
    defer { close(file) }
    throw MistError(.failed, "the memory file cannot be sealed: \(systemError(errno))")
  }
  return file
}

private func spawn(
  _ executable: String, arguments: [String], input: Int32?, terminal: LentTerminal?, hasOwnGroup: Bool
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  // First, while standard input is the terminal still.
  if terminal != nil { _ = program_takes_terminal(&actions, STDIN_FILENO) }
  if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
  _ = program_closes_from(&actions, STDERR_FILENO + 1)
  // The shell ignores signals that a program must die of. Whoever ignores the end of the terminal (nohup) does so for
  // all that is started.
  var signals = sigset_t()
  sigfillset(&signals)
  sigdelset(&signals, SIGHUP)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  posix_spawnattr_setpgroup(&attributes, 0)
  let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)
  posix_spawnattr_setflags(&attributes, Int16(flags))
  var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
  defer { for word in words { free(word) } }
  words.append(nil)
  var child: pid_t = 0
  let failure = posix_spawnp(&child, executable, &actions, &attributes, words, program_environment())
  guard failure == 0 else {
    // It may have had the terminal already.
    terminal?.takeBack()
    if failure == ENOENT { throw MistError(.notFound, "there is no program '\(executable)'") }
    throw MistError(.failed, "the program '\(executable)' could not be started: \(systemError(failure))")
  }
  return child
}
