import MistCommands
import MistModel
import MistOutput

/// The prompt: lines are read, run on a shell of their own, and kept.
extension MistShell {
  /// Runs lines until Ctrl-D or a command that leaves. Errors are shown and the next line is read.
  public func run(promptingOn source: any LineSource) async -> ExitStatus {
    isAtPrompt = true
    isTerminalGone = { source.isGone }
    defer { board.cancelAll() }
    var session = PromptSession()
    await runStartFile()
    while true {
      _ = await followAccount()
      let prompt = prompt(after: session)
      beforePrompt(self)
      let renewed = renewedPrompt(after: session)
      board.announce { source.show($0, prompt: renewed()) }
      notices?.go { source.show($0) }
      switch await typedText(on: source, prompt: prompt, initialText: session.takeCorrection()) {
      case .end:
        state.isLeaving = true
      case .interrupted: continue
      case .line(let text) where text.allSatisfy(\.isWhitespace):
        session.isEmptyLine()
      case .line(let text): await run(typed: text, after: prompt, in: &session)
      case .pasted(let lines): await run(pasted: lines, after: prompt, in: &session)
      }
      guard state.isLeaving else { continue }
      if mayLeave(&session) { break }
      state.isLeaving = false
    }
    return .success
  }

  private func prompt(after session: PromptSession) -> PromptText {
    renewedPrompt(after: session)()
  }

  /// Makes the prompt anew, from any thread, when jobs have ended while a line is typed.
  private func renewedPrompt(after session: PromptSession) -> @Sendable () -> PromptText {
    var signs: [PromptText.Mark] = []
    if session.hasFailed { signs.append(.lastCommandFailed) }
    if settings.isReadOnly { signs.append(.readOnly) }
    if state.isOffline { signs.append(.serviceOffline) }
    if settings.assumesYes { signs.append(.asksNothing) }
    return { [context, accountName, board, marks, world, signs] in
      PromptText(
        of: context, account: accountName, marks: signs, jobCount: board.runningCount, usesColour: world.usesColour,
        isProduction: marks.isProduction)
    }
  }

  /// Jobs end with the shell, so the first time that is only said.
  private func mayLeave(_ session: inout PromptSession) -> Bool {
    let running = board.list().filter(\.isRunning)
    guard !running.isEmpty, !session.wasWarnedOfJobs, !isTerminalGone() else { return true }
    session.wasWarnedOfJobs = true
    let lines = running.map { "  \($0.number) \($0.line)" }
    note("still running:\n" + lines.joined(separator: "\n"))
    note("leave again to end them, or: wait")
    return false
  }

  /// One line, and those that continue it.
  private func typedText(on source: any LineSource, prompt: PromptText, initialText: String) async -> TypedLine {
    var text = ""
    var prompt = prompt
    var initialText = initialText
    while true {
      let typed = await source.line(after: prompt, initialText: initialText)
      switch typed {
      case .line(let line): text += line
      case .pasted where text.isEmpty: return typed
      case .pasted(let lines): text += lines.joined(separator: "\n")
      case .interrupted: return .interrupted
      // The end of the input in the middle of a line drops that line first.
      case .end: return text.isEmpty ? .end : .interrupted
      }
      guard LineParser.wantsMore(text) else { return .line(text) }
      text += "\n"
      prompt = PromptText("> ")
      initialText = ""
    }
  }

  private func run(typed text: String, after prompt: PromptText, in session: inout PromptSession) async {
    session.correction = nil
    guard await isMeantForHere(text, in: &session) else { return }
    recorder?.typed(masked(text), after: prompt.plain)
    let end = await foreground(text) { shell in
      await shell.runTyped(text, after: prompt.plain)
    }
    session.take(end)
  }

  /// A pasted block is a script: all of it is read before any of it runs.
  private func run(pasted lines: [String], after prompt: PromptText, in session: inout PromptSession) async {
    guard await isMeantForHere(lines.joined(separator: "\n"), in: &session) else { return }
    recorder?.typed(masked(lines.joined(separator: "\n")), after: prompt.plain)
    let end = await foreground(lines.joined(separator: "\n")) { shell in
      shell.keptDepth = 1
      let status = await shell.run(text: lines.joined(separator: "\n"), named: "paste", isSingle: false)
      return LineEnd(status: status)
    }
    session.take(end)
  }

  /// A line that was typed while the account in use became another one must not run there unseen.
  private func isMeantForHere(_ text: String, in session: inout PromptSession) async -> Bool {
    guard await followAccount(insteadOf: text) else { return true }
    session.hasFailed = true
    keep(
      [masked(text)], status: .refused, since: world.now(), in: context.path(), of: history, typed: text)
    return false
  }

  private func runTyped(_ text: String, after prompt: String) async -> LineEnd {
    let runsBefore = state.runCount
    do {
      try await run(text: text)
      return LineEnd(status: .success)
    } catch {
      // The mark belongs under the line as typed: only when nothing was printed since.
      if let position = error.position, state.runCount == runsBefore, !text.contains("\n"),
        let mark = caret(under: position.column, of: text, after: prompt, terminalWidth: world.terminalWidth())
      {
        note(mark)
      } else {
        announce()
      }
      let status = report(error.error)
      return LineEnd(status: status, error: error.error, correction: error.correction)
    }
  }
}

/// What the prompt remembers from line to line.
struct PromptSession {
  var hasFailed = false
  /// Put into the line when Enter is pressed on an empty one.
  var correction: String?
  private var isCorrecting = false
  var wasWarnedOfJobs = false

  mutating func take(_ end: LineEnd?) {
    hasFailed = end.map { $0.status != .success } ?? false
    correction = end?.correction
    // A line that asked to leave was warned, and may be given again.
    if end?.isLeaving != true { wasWarnedOfJobs = false }
  }

  mutating func isEmptyLine() {
    isCorrecting = correction != nil
  }

  mutating func takeCorrection() -> String {
    defer { isCorrecting = false }
    guard isCorrecting, let correction else { return "" }
    self.correction = nil
    return correction
  }
}
