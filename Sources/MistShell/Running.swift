import MistModel
import MistOutput

/// The ways into the shell. All of them go through the same command table.
extension MistShell {
  /// Words that the user's own shell has split already: nothing in them is quoted or a variable.
  public func run(words: [String]) async -> ExitStatus {
    interruption.reset()
    do {
      let call = try reader.call(words.map { GivenWord($0) })
      do {
        try await run(call)
        return .success
      } catch {
        return report(mistError(error), as: "mist-shell: ")
      }
    } catch {
      return report(error.error, as: "mist-shell: ")
    }
  }

  /// Lines of `-c`. A single line ends with the status of what went wrong; more of them are a script.
  public func run(lines: [String]) async -> ExitStatus {
    await run(text: lines.joined(separator: "\n"), named: "-c", isSingle: lines.count == 1)
  }

  /// A script: the bytes of a file or of a pipe.
  public func run(script bytes: [UInt8], named name: String) async -> ExitStatus {
    do {
      return await run(text: try scriptText(bytes, limit: Self.longestScript), named: name, isSingle: false)
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
        await runTyped(text, after: prompt)
      }
    }
    return .success
  }

  /// One line, and those that continue it.
  private func typedText(on source: any LineSource, prompt: String) async -> TypedLine {
    var text = ""
    var prompt = prompt
    while true {
      guard case .line(let line) = await source.line(after: prompt) else {
        return text.isEmpty ? .end : .interrupted
      }
      text += line
      guard LineParser.wantsMore(text) else { return .line(text) }
      text += "\n"
      prompt = "> "
    }
  }

  private func runTyped(_ text: String, after prompt: String) async {
    interruption.reset()
    let runsBefore = runCount
    do {
      try await run(text: text)
    } catch {
      // The mark belongs under the line as typed: only when nothing was printed since.
      if let position = error.position, runCount == runsBefore, !text.contains("\n"),
        let mark = caret(
          under: position.column, of: text, after: prompt, terminalWidth: world.terminalWidth())
      {
        note(mark)
      }
      report(error.error)
    }
  }

  private func run(text: String, named name: String, isSingle: Bool) async -> ExitStatus {
    interruption.reset()
    let runsBefore = runCount
    let failuresBefore = failureCount
    do {
      try await run(text: text, named: name)
    } catch {
      let own = report(error.named(name))
      let isFirst = runCount == runsBefore
      return switch own {
      case .interrupted: own
      case .usage: isFirst ? own : .scriptStopped
      default: isSingle ? own : .scriptStopped
      }
    }
    let failures = failureCount - failuresBefore
    guard failures > 0 else { return .success }
    note("\(name): \(failures) \(failures == 1 ? "line" : "lines") failed")
    return .failed
  }

  @discardableResult
  private func report(_ error: MistError, as prefix: String = "") -> ExitStatus {
    note(prefix + error.description)
    return ExitStatus(error.code)
  }
}
