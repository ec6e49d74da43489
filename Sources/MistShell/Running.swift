import MistModel
import MistOutput

/// The ways into the shell. All of them go through the same command table.
extension MistShell {
  /// Words that the user's own shell has split already: nothing in them is quoted or a variable.
  public func run(words: [String]) async -> ExitStatus {
    await cancellably { shell in
      do {
        try await shell.run(try shell.reader.call(words.map { GivenWord($0) }))
        return .success
      } catch {
        return shell.report(shell.mistError(error), as: "mist-shell: ")
      }
    }
  }

  /// Lines of `-c`. A single line ends with the status of what went wrong; more of them are a script.
  public func run(lines: [String]) async -> ExitStatus {
    await cancellably { shell in
      await shell.run(text: lines.joined(separator: "\n"), named: "-c", isSingle: lines.count == 1)
    }
  }

  /// A script: the bytes of a file or of a pipe.
  public func run(script bytes: [UInt8], named name: String) async -> ExitStatus {
    do {
      let text = try scriptText(bytes, limit: Self.longestScript)
      return await cancellably { await $0.run(text: text, named: name, isSingle: false) }
    } catch {
      return report(RunError(error: error.error, position: error.position).named(name))
    }
  }

  /// The prompt: lines until Ctrl-D or a command that leaves. Errors are shown and the next line is read.
  public func run(promptingOn source: any LineSource) async -> ExitStatus {
    while !isLeaving {
      let prompt = context.prompt
      switch await typedText(on: source, prompt: prompt) {
      case .end:
        write("\n")
        return .success
      case .interrupted:
        continue
      case .line(let text):
        _ = await cancellably { await $0.runTyped(text, after: prompt) }
      }
    }
    return .success
  }

  /// One line, and those that continue it.
  private func typedText(on source: any LineSource, prompt: String) async -> TypedLine {
    var text = ""
    var prompt = prompt
    while true {
      switch await source.line(after: prompt) {
      case .line(let line): text += line
      case .interrupted: return .interrupted
      // The end of the input in the middle of a line drops that line first.
      case .end: return text.isEmpty ? .end : .interrupted
      }
      guard LineParser.wantsMore(text) else { return .line(text) }
      text += "\n"
      prompt = "> "
    }
  }

  private func runTyped(_ text: String, after prompt: String) async -> ExitStatus {
    let runsBefore = runCount
    do {
      try await run(text: text)
      return .success
    } catch {
      // The mark belongs under the line as typed: only when nothing was printed since.
      if let position = error.position, runCount == runsBefore, !text.contains("\n"),
        let mark = caret(
          under: position.column, of: text, after: prompt, terminalWidth: world.terminalWidth())
      {
        note(mark)
      }
      return report(error.error)
    }
  }

  private func run(text: String, named name: String, isSingle: Bool) async -> ExitStatus {
    let runsBefore = runCount
    let failuresBefore = failureCount
    do {
      try await run(text: text, named: name)
    } catch {
      let own = report(error.named(name))
      let count = runCount - runsBefore
      return switch own {
      case .interrupted: own
      // Nothing ran, or nothing but the command that complains of its own line.
      case .usage: count <= (isSingle ? 1 : 0) ? own : .scriptStopped
      default: isSingle ? own : .scriptStopped
      }
    }
    let failures = failureCount - failuresBefore
    guard failures > 0 else { return .success }
    note("\(name): \(failures) \(failures == 1 ? "line" : "lines") failed")
    return .failed
  }

  private func report(_ error: MistError, as prefix: String = "") -> ExitStatus {
    note(prefix + error.description)
    return ExitStatus(error.code)
  }
}
