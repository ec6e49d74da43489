import MistCommands
import MistModel
import MistOutput

/// The ways into the shell for what is not typed at its prompt. All of them go through the same command table.
extension MistShell {
  /// Words that the user's own shell has split already: nothing in them is quoted or a variable.
  public func run(words: [String]) async -> ExitStatus {
    await cancellably(secretLines.masked(words).joined(separator: " ")) { shell in
      do {
        try await shell.run(try shell.state.reader.call(words.map { GivenWord($0) }))
        return .success
      } catch {
        return shell.report(shell.mistError(error), as: "\(shell.world.programName): ")
      }
    }
  }

  /// Lines of `-c`. A single line ends with the status of what went wrong; more of them are a script.
  public func run(lines: [String]) async -> ExitStatus {
    await cancellably("-c") { shell in
      await shell.run(text: lines.joined(separator: "\n"), named: "-c", isSingle: lines.count == 1)
    }
  }

  /// A script: the bytes of a file or of a pipe.
  public func run(script bytes: [UInt8], named name: String) async -> ExitStatus {
    do {
      let text = try scriptText(bytes, limit: Self.longestScript)
      return await cancellably(name) { await $0.run(text: text, named: name, isSingle: false) }
    } catch {
      return report(RunError(error: error.error, position: error.position).named(name))
    }
  }

  func run(text: String, named name: String, isSingle: Bool) async -> ExitStatus {
    let runsBefore = state.runCount
    let failuresBefore = state.failureCount
    do {
      try await run(text: text, named: name)
      let worst = try await finishJobs(of: name)
      if let worst, !keepsGoing { return isSingle ? worst : .scriptStopped }
    } catch let error as RunError {
      stopJobs(of: name)
      let own = report(error.named(name))
      let count = state.runCount - runsBefore
      return switch own {
      case .interrupted: own
      // Nothing ran, or nothing but the command that complains of its own line.
      case .usage: count <= (isSingle ? 1 : 0) ? own : .scriptStopped
      default: isSingle ? own : .scriptStopped
      }
    } catch {
      stopJobs(of: name)
      return report(mistError(error), as: "\(name): ")
    }
    let failures = state.failureCount - failuresBefore
    guard failures > 0 else { return .success }
    note("\(name): \(failures) \(failures == 1 ? "line" : "lines") failed")
    return .failed
  }

  /// Lines that were sent behind end with their script: they are waited for, all of them, and what they wrote is shown.
  ///
  /// - Returns: how the first that failed ended.
  private func finishJobs(of name: String) async throws -> ExitStatus? {
    var worst: ExitStatus?
    for job in board.list() {
      activity.current = "waiting for job \(job.number): \(job.line)"
      do {
        try await board.end(of: job.number) { show(jobText: $0) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        state.failureCount += 1
        worst = worst ?? ExitStatus(mistError(error).code)
        note("\(name): \(mistError(error))")
      }
    }
    return worst
  }

  /// The script stops: so do its jobs, and that is said.
  private func stopJobs(of name: String) {
    let running = board.list().filter(\.isRunning)
    board.cancelAll()
    for job in running { note("\(name): job \(job.number) was stopped: \(job.line)") }
  }

  /// Does the work on a task of its own, so that Ctrl-C can cancel it and nothing else.
  ///
  /// - Parameter name: what is shown when it takes long.
  private func cancellably(_ name: String, _ work: @escaping (MistShell) async -> ExitStatus) async -> ExitStatus {
    notices?.go { [outlet] in outlet.write(.errors, Array(($0 + "\n").utf8)) }
    let progress = ProgressLine(outlet: outlet, activity: activity, world: world).show(name)
    defer { endProgress(progress) }
    let apart = WorkApart(shell: self, work: work)
    return await interruption.value(of: Task { await apart.value() })
  }

  func endProgress(_ progress: Task<Void, Never>?) {
    progress?.cancel()
    outlet.endStatus()
  }

  func report(_ error: MistError, as prefix: String = "") -> ExitStatus {
    note(prefix + error.description)
    return ExitStatus(error.code)
  }
}
