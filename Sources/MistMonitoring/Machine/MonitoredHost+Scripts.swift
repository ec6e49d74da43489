import MistModel

extension MonitoredHost {
  /// Runs a POSIX shell script. Whatever shell the user has, `sh` reads it, and nothing in it can read from it.
  ///
  /// The arguments are plain words (`MachineFolder.name`, numbers, names of plugins): they are not quoted.
  func sh(
    _ script: String, _ arguments: [String], asRoot prefix: String = "", within limit: Duration
  ) async throws -> HostAnswer {
    let unquotable = arguments.first { $0.wholeMatch(of: /[A-Za-z0-9_.,:@\/+=-]+/) == nil }
    if let unquotable { throw MistError(.invalid, "'\(MachineText.line(unquotable))' is no word for a shell") }
    let command = (["exec \(prefix)sh -s --"] + arguments).joined(separator: " ")
    return try await run(command, input: Array("{\n\(script)\n} </dev/null\n".utf8), within: limit)
  }
}
