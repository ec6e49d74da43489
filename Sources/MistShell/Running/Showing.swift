import MistCommands
import MistModel
import MistOutput

/// From a command's result to where it is read: through stages, in a format, to the terminal, a pager, a file or a
/// program.
extension MistShell {
  public func show(_ output: Output) async throws {
    try await show(output, as: nil)
  }

  /// - Parameter format: said on the command's line.
  func show(_ output: Output, as format: OutputFormat?) async throws {
    if case .nothing = output { return }
    let piped = try applying(stages, to: output)
    state.lastResult = piped.output
    let format = piped.format ?? format ?? settings.format
    let isForPerson = gathered == nil && world.outputIsTerminal
    if !isForPerson, gathered != nil || isPiped, format == .plain || format == .pretty,
      let sentence = piped.output.sentenceWhenEmpty
    {
      // Who counts the rows must not count it.
      return note(escaped(sentence))
    }
    let text = render(
      piped.output, as: format, toTerminal: isForPerson, width: isForPerson ? world.terminalWidth() : nil)
    if isForPerson, try await page(text) { return }
    write(text)
  }

  /// Shows a text that is longer than the screen in the pager; `false` when it is not for one.
  private func page(_ text: String) async throws -> Bool {
    guard isAtPrompt, let pager = settings.pager.program(in: world.environment),
      text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) >= world.terminalHeight()
    else { return false }
    announce()
    // A pager that is not there must not hide the result.
    return try await world.runProgram(pager, Array(text.utf8)) != 127
  }

  /// Hands what was gathered to the file or program of the line.
  func deliver(to sink: GivenStatement.Sink?) async throws {
    guard let bytes = gathered, let sink else { return }
    gathered = nil
    switch sink {
    case .file(let path, let adds):
      try world.writeFile(world.resolved(path), bytes, adds)
    case .program(let line):
      let status = try await world.runProgram(line, bytes)
      guard status != 0 else { return }
      throw MistError(.failed, "'\(escaped(line))' ended with status \(status)")
    }
  }
}

extension Output {
  /// What is said in the place of rows where there are none.
  fileprivate var sentenceWhenEmpty: String? {
    guard case .table(let table) = self, table.rows.isEmpty else { return nil }
    return table.whenEmpty
  }
}
