import MistModel

extension MistShell {
  /// Takes over what the program's options say of the shell.
  public func apply(_ options: ProgramOptions) {
    settings.format = options.format ?? settings.format
    settings.assumesYes = settings.assumesYes || options.assumesYes
    keepsGoing = options.keepsGoing
    variables.merge(options.variables) { $1 }
  }

  /// Does what the program was started for, where no prompt is needed, and gives back the status to end with.
  ///
  /// - Parameter standardInput: the whole of a pipe; stops early once it holds more than `limit` bytes.
  public func run(
    _ options: ProgramOptions, standardInput: (_ limit: Int) throws -> [UInt8]
  ) async -> ExitStatus {
    apply(options)
    if !options.lines.isEmpty {
      number(options.words)
      return await run(lines: options.lines)
    }
    if let file = options.file, file != "-" {
      return await runScript(named: file, options.words) { try world.readFile(file) }
    }
    if options.file == nil, !options.words.isEmpty {
      return await run(words: options.words)
    }
    return await runScript(named: "stdin", options.words) { try standardInput(Self.longestScript + 1) }
  }

  /// Bytes; beyond it a script is refused.
  public static let longestScript = 64 << 20

  private func number(_ arguments: [String]) {
    for (index, argument) in arguments.enumerated() {
      variables[String(index + 1)] = argument
    }
  }

  private func runScript(
    named name: String, _ arguments: [String], bytes: () throws -> [UInt8]
  ) async -> ExitStatus {
    number(arguments)
    do {
      return await run(script: try bytes(), named: name)
    } catch {
      note("\(world.programName): \(mistError(error))")
      return .usage
    }
  }
}
