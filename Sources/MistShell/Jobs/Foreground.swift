import MistCommands
import MistModel
import MistOutput

/// Lines that are waited for, and what becomes of those that are not.
extension MistShell {
  /// After the first Ctrl-C, before it is said that the work has not stopped yet.
  private static let stoppingPatience = Duration.milliseconds(80)

  /// Runs a line on a shell beside this one and takes over what it changed. The second Ctrl-C leaves it to itself.
  ///
  /// - Parameter isKept: it goes into the history.
  /// - Returns: how it ended; `nil` when it was left as a job.
  func foreground(
    _ text: String, isKept: Bool = true, work: @escaping (MistShell) async -> LineEnd
  ) async -> LineEnd? {
    let started = world.now()
    let shown = masked(text)
    let (place, history) = (context.path(), history)
    // Presses count from here on, also those that come before the line has begun.
    let presses = LinePresses()
    interruption.begin(cancel: { presses.stop() }, leave: { presses.leave() })
    defer { interruption.end() }
    let job = ShellJob(shown, on: MistShell(beside: self, in: outerWorld, keepsText: false)) { shell in
      let end = await work(shell)
      return ShellJob.End(line: end, state: shell.state, ranLines: shell.ranLines, time: shell.world.now())
    }
    notices?.go { job.outlet.write(.errors, Array(($0 + "\n").utf8)) }
    let progress = ProgressLine(outlet: job.outlet, activity: job.activity, world: world).show(job.line)
    presses.take(job) { [patience = Self.stoppingPatience] in
      job.outlet.endRowOfKey()
      Task {
        try await Task.sleep(for: patience)
        guard job.endSoFar == nil, !job.outlet.isDetached else { return }
        presses.goesOn()
        let what = escaped(job.activity.current ?? job.line)
        job.outlet.write(.errors, Array("stopping \(what); Ctrl-C again leaves it as a job\n".utf8))
      }
    }
    let watching = watchTerminal(for: presses)
    let ended = await presses.endOrLeft(job)
    watching.cancel()
    progress?.cancel()
    guard let ended else {
      job.outlet.detach()
      let number = board.add(job)
      note("left as job \(number): \(job.line)")
      if isKept { keep([shown], status: .interrupted, since: started, in: place, of: history, typed: text) }
      return nil
    }
    job.outlet.endStatus()
    state = ended.state
    if isKept {
      let lines = ended.ranLines.isEmpty ? [shown] : ended.ranLines
      keep(lines, status: ended.line.status, since: started, in: place, of: history, typed: text)
    }
    var end = ended.line
    end.isLeaving = state.isLeaving
    return end
  }

  /// A line must not hold the shell when the terminal that it was typed at is closed.
  private func watchTerminal(for presses: LinePresses) -> Task<Void, any Error> {
    Task { [isTerminalGone] in
      while !isTerminalGone() { try await Task.sleep(for: .milliseconds(200)) }
      presses.stop()
      // Until it is left: at a question, the first try does not count.
      while true {
        presses.leave()
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  /// Starts a line that nobody waits for.
  ///
  /// - Throws: for a line that itself waits for jobs.
  func runBehind(_ call: CommandCall) throws {
    guard !["wait", "follow"].contains(call.command.name) else {
      throw MistError(.usage, "\(call.command.name) waits for jobs, so it is none itself", hint: "leave the & out")
    }
    // It would change a copy of the shell, and look as if it had been done.
    guard call.command.risk != .session || ["with", "source"].contains(call.command.name) else {
      throw MistError(.usage, "\(call.command.name) changes this shell, so it is no job", hint: "leave the & out")
    }
    let isConfirmed = settings.assumesYes || call.common.assumesYes || call.words.contains("--yes")
    guard call.command.risk != .destroys || isConfirmed else {
      throw MistError(
        .refused, "\(call.command.name) asks first, and nobody can be asked behind the prompt",
        hint: "leave the & out, or say --yes")
    }
    var call = call
    call.isBackground = false
    let beside = MistShell(beside: self, in: outerWorld.unattended(), keepsText: true)
    beside.service.client = client.unattended()
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
    if isAtPrompt, trail.count == keptDepth { ranLines.append(line + " &") }
    if isAtPrompt { note("[\(number)] \(escaped(line))") }
  }
}
