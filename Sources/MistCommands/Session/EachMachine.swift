import MistModel
import MistOutput

/// `with each machine: LINE`: the line, once for each machine of the last result.
///
/// The machines are those that were shown, by their ids and backends: no name is looked for anew. One that is not there
/// any more stops it before anything is done.
struct EachMachine {
  /// The words behind the colon.
  var words: ArraySlice<String>

  /// Lines that ask nothing and touch their machine alone run many at the same time. `run` is not among them: by itself
  /// it does many at once, and this is the way to go from one to the next.
  private static let sideBySide: [any Command.Type] = [
    StartMachine.self, StopMachine.self, RebootMachine.self, TagMachine.self, UntagMachine.self, ProbeMachine.self,
  ]

  func run(in shell: any Shell) async throws -> Output {
    let command = try command(in: shell)
    let shown = shell.lastResult
    // The same machines may be wanted for the next line.
    defer { shell.lastResult = shown }
    let machines = try await machines(in: shown, shell)
    guard !machines.isEmpty else {
      shell.note("no machines in the last result: nothing was done")
      return .nothing
    }
    let count = machines.count == 1 ? "1 machine" : "\(machines.count) machines"
    shell.note("with each of \(count): \(machines.map { escaped($0.qualifiedName) }.joined(separator: ", "))")
    if machines.count > 1, command.risk != .reads { try confirm(machines.count, in: shell) }

    var outputs: [Output] = []
    var failed: [String] = []
    var done = 0
    try await carryOut(on: machines, sideBySide: Self.sideBySide.contains { $0 == command }, in: shell) {
      place, result in
      let name = escaped(machines[place].qualifiedName)
      switch result {
      case .success(let output):
        done += 1
        if shell.isPiped { outputs.append(output) } else { try await shell.show(output) }
      case .failure(let error) where error.code == .interrupted || Task.isCancelled: break
      case .failure(let error):
        failed.append(name)
        shell.note("\(name): \(error)")
      }
    }
    if Task.isCancelled {
      shell.note("stopped: done on \(done) of \(count)")
      throw CancellationError()
    }
    guard failed.isEmpty else {
      throw MistError(.failed, "\(failed.count) of \(count) failed: \(failed.joined(separator: ", "))")
    }
    return outputs.isEmpty ? .nothing : .several(outputs)
  }

  private func carryOut(
    on machines: [FoundMachine], sideBySide: Bool, in shell: any Shell,
    finished: (Int, Result<Output, MistError>) async throws -> Void
  ) async throws {
    let line = words.map(quoted).joined(separator: " ")
    let context = shell.context
    let contexts = machines.map { machine in
      var stack = context
      stack.push(.machine(machine.reference, name: machine.name, backendTitle: machine.backend.title))
      return stack
    }
    guard !sideBySide || machines.count == 1 else {
      try await shell.results(ofLine: line, in: contexts, finished: finished)
      return
    }
    for (place, machine) in machines.enumerated() where !Task.isCancelled {
      defer { shell.context = context }
      shell.doing("\(place + 1) of \(machines.count): \(escaped(machine.qualifiedName))")
      shell.context = contexts[place]
      let result: Result<Output, MistError>
      do {
        result = .success(try await shell.result(ofLine: line))
      } catch let error as MistError {
        result = .failure(error)
      }
      try await finished(place, result)
    }
  }

  /// The one behind the colon. What is about the shell itself has nothing to do with a machine.
  private func command(in shell: any Shell) throws -> any Command.Type {
    let command: any Command.Type
    do {
      command = try CommandIndex(shell.commands).match(Array(words), bareCount: words.count).command
    } catch {
      throw error.error
    }
    guard command.risk != .session else {
      throw MistError(.usage, "\(command.name) is not about a machine", hint: "with each machine: probe, for one")
    }
    guard command.risk != .destroys else {
      throw MistError(
        .usage, "\(command.name) is not run for several machines: what destroys is named on its own line",
        hint: "write a line for each: \(command.name) NAME")
    }
    return command
  }

  private func machines(in result: Output?, _ shell: any Shell) async throws -> [FoundMachine] {
    guard let result else {
      throw MistError(.invalid, "there is no result yet", hint: "list the machines first: list-machines | where …")
    }
    guard case .table(let table) = result, let id = table.columns.firstIndex(where: { $0.key == "id" }),
      let place = table.columns.firstIndex(where: { $0.key == "backend" })
    else {
      throw MistError(
        .usage, "the last result does not say which machines are meant",
        hint: "list-machines, top and monitor do, also through where, sort, head and tail")
    }
    guard !table.rows.isEmpty else { return [] }
    let rows = try table.rows.map { row -> (id: String, backend: String) in
      guard case .text(let machine) = row[id], case .text(let backend) = row[place] else {
        throw MistError(.usage, "a row of the last result names no machine: nothing was done")
      }
      return (machine, backend)
    }
    let backends = try await shell.client.backends()
    let asked = backends.filter { backend in rows.contains { $0.backend == backend.title } }
    let listing = try await shell.client.machines(of: asked)
    return try rows.map { row in
      guard let backend = asked.first(where: { $0.title == row.backend }),
        let machine = listing.machines.first(where: { $0.backend == backend.id && $0.id.rawValue == row.id })
      else {
        throw MistError(
          .notFound, "machine \(escaped("\(row.backend)/\(row.id)")) of the last result is not there: nothing was done",
          hint: "list the machines again", details: listing.gaps.map(\.saying))
      }
      return FoundMachine(machine: machine, backend: backend)
    }
  }

  /// Who types it sees how many there are, before the first one is changed.
  private func confirm(_ count: Int, in shell: any Shell) throws {
    guard shell.world.inputIsTerminal, !shell.settings.assumesYes, !words.contains("--yes") else { return }
    let typed = shell.world.ask("\(words.map(quoted).joined(separator: " ")) on each of them? Type how many: ")
    guard !Task.isCancelled, typed.flatMap({ Int($0) }) == count else {
      throw MistError(.refused, "not confirmed for \(count) machines", hint: "nothing was done")
    }
  }
}
