import MistModel

extension DockerDriver {
  /// The best shell that the image has. Its number comes first, so that it can be ended when nobody is at it any more:
  /// the engine itself never does that.
  private static let shell = "echo $$; command -v bash >/dev/null 2>&1 && exec bash; exec /bin/sh"

  func openTerminal(
    on machine: MachineID, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int {
    var order = ExecutionOrder(Cmd: ["/bin/sh", "-c", Self.shell])
    (order.AttachStdin, order.Tty, order.Env) = (true, true, ["TERM=\(kind.name)"])
    let id = try await prepare(order, on: machine)
    let screen = TerminalScreen()
    do {
      let start = try DockerEngine.Call(.post, "exec", id, "start").sending(ExecutionStart(Detach: false, Tty: true))
      try await engine.takingOver(start) { connection in
        let terminal = MachineTerminal(
          next: { try await screen.next(of: connection) }, type: { try await connection.write($0) },
          // A terminal that has ended meanwhile needs no size.
          resize: { try? await resize(id, to: $0) })
        try await whileEngineAnswers(about: id) {
          try await screen.begin(with: connection)
          // Not before: there is no terminal until the shell has begun.
          try? await resize(id, to: kind.size)
          try await work(terminal)
        }
      }
      return try await exitStatus(of: id)
    } catch {
      // Not in this task, which may be cancelled.
      if let group = await screen.group { await Task { await end(group, on: machine, with: "HUP") }.value }
      throw Self.told(error, title: account.title)
    }
  }

  private func resize(_ id: String, to size: MachineTerminal.Size) async throws {
    let query = [("h", "\(size.rows)"), ("w", "\(size.columns)")]
    var call = DockerEngine.Call(.post, "exec", id, "resize", query: query)
    call.isRepeatable = true
    try await engine.send(call)
  }

  /// A person at a silent terminal could not tell that the engine is gone, and no key would help.
  private func whileEngineAnswers(
    about id: String, _ work: @escaping @Sendable () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask { try await work() }
      group.addTask { [engine, pulse] in
        while true {
          try await Task.sleep(for: pulse)
          _ = try await engine.value(.init(.get, "exec", id, "json"), as: DockerAnswer.Execution.self)
        }
      }
      try await group.next()
    }
  }
}

/// What a terminal shows, without the line that comes first.
private actor TerminalScreen {
  private var first = FirstLine()
  /// What came behind that line with it.
  private var rest: [UInt8] = []

  /// The process group of the shell, once it is known.
  var group: Int? { first.number }

  /// Waits for the first line, so that the shell can be ended whatever happens then.
  func begin(with connection: TakenConnection) async throws {
    while !first.isOver, let piece = try await connection.next() { rest += first.rest(after: piece) }
    // What the engine says in the place of a shell that it could not start.
    rest += first.unfinished
  }

  /// - Returns: `nil` at the end.
  func next(of connection: TakenConnection) async throws -> [UInt8]? {
    guard rest.isEmpty else {
      defer { rest = [] }
      return rest
    }
    return try await connection.next()
  }
}
