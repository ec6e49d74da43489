import MistModel
import MistOutput

extension Shell {
  /// Goes to a place, and says what was left because it does not go together with it.
  func enter(_ entry: ContextStack.Entry) {
    say(left: context.enter(entry))
  }

  func say(left entries: [ContextStack.Entry]) {
    if !entries.isEmpty { note("left \(entries.map { escaped($0.saying) }.joined(separator: ", "))") }
  }

  /// Places to go to, by name. Each throws `MistError(.notFound)` with the nearest names.

  func entry(backend name: String) async throws -> ContextStack.Entry {
    let backend = try await backend(Naming(name), for: .session)
    return .backend(backend.id, title: backend.title)
  }

  func entry(machine name: String) async throws -> ContextStack.Entry {
    // What is gone to is acted on later, unnamed: it is looked for as carefully as by a command that changes it.
    let machine = try await machine(MachineNaming(machine: Naming(name)), for: .changes)
    return .machine(machine.reference, name: machine.name, backendTitle: machine.backend.title)
  }

  func entry(key name: String) async throws -> ContextStack.Entry {
    .key(try await key(Naming(name), for: .session).id)
  }
}
