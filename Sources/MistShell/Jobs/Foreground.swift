import MistCommands
import MistModel
import MistOutput

/// Lines that are waited for, and what becomes of those that are not.
extension MistShell {
  /// Seconds after the first Ctrl-C before it is said that the work has not stopped yet.
  private static let stoppingPatience = Duration.milliseconds(80)

  /// Runs a line on a shell beside this one and takes over what it changed. The second Ctrl-C leaves it to itself.
  ///
  /// - Returns: how it ended; `nil` when it was left as a job.
  func foreground(_ text: String, work: @escaping (MistShell) async -> LineEnd) async -> LineEnd? {
    let started = world.now()
    let shown = masked(text)
    let place = context.path()
    let beside = MistShell(beside: self, in: outerWorld, keepsText: false)
    let job = ShellJob(shown, on: beside) { shell in
      let end = await work(shell)
      return ShellJob.End(line: end, state: shell.state, ranLines: shell.ranLines, time: shell.world.now())
    }
    notices?.go { job.outlet.write(.errors, Array(($0 + "\n").utf8)) }
    let progress = ProgressLine(outlet: job.outlet, activity: job.activity, world: world).show(job.line)
    let ended = await endOrLeft(job)
    endProgress(progress)
    job.outlet.endStatus()
    guard let ended else {
      job.outlet.detach()
      let number = board.add(job)
      note("left as job \(number): \(job.line)")
      keep([shown], status: .interrupted, since: started, in: place, typed: text)
      return nil
    }
    state = ended.state
    keep(
      ended.ranLines.isEmpty ? [shown] : ended.ranLines, status: ended.line.status, since: started, in: place,
      typed: text)
    return ended.line
  }

  /// Waits for a job's end, or for the second Ctrl-C.
  private func endOrLeft(_ job: ShellJob) async -> ShellJob.End? {
    let (events, continuation) = AsyncStream.makeStream(of: ShellJob.End?.self)
    let waiting = Task { continuation.yield(await job.end) }
    defer { waiting.cancel() }
    interruption.begin(
      cancel: {
        job.stop()
        Task {
          try await Task.sleep(for: Self.stoppingPatience)
          guard job.endSoFar == nil, !job.outlet.isDetached else { return }
          let what = job.activity.current ?? job.line
          job.outlet.write(
            .errors, Array("stopping \(escaped(what)); Ctrl-C again leaves it as a job\n".utf8))
        }
      },
      leave: { continuation.yield(nil) })
    defer { interruption.end() }
    for await event in events { return event }
    return await job.end
  }

  /// Starts a line that nobody waits for.
  func runBehind(_ call: CommandCall) {
    var call = call
    call.isBackground = false
    let beside = MistShell(beside: self, in: outerWorld.unattended(), keepsText: true)
    let line = fullLine(of: call, [])
    let ready = call
    let job = ShellJob(line, on: beside) { shell in
      var error: MistError?
      do {
        try await shell.run(ready)
      } catch let thrown {
        error = shell.mistError(thrown)
        _ = shell.report(shell.mistError(thrown))
      }
      return ShellJob.End(
        line: LineEnd(status: error.map { ExitStatus($0.code) } ?? .success, error: error), state: shell.state,
        ranLines: [], time: shell.world.now())
    }
    let number = board.add(job)
    if isAtPrompt { note("[\(number)] \(escaped(line))") }
  }
}
