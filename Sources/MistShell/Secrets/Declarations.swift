import MistCommands
import Synchronization

/// What commands declare of their options, asked for when a line needs it and then kept for all shells of the program.
final class Declarations: Sendable {
  private struct State {
    var tables: [ObjectIdentifier: OptionTable] = [:]
    var secretNames: Set<String>?
  }

  let index: CommandIndex
  private let commands: CommandTable
  private let state = Mutex(State())

  init(_ commands: CommandTable, index: CommandIndex) {
    self.commands = commands
    self.index = index
  }

  func table(of command: any Command.Type) -> OptionTable {
    if let known = state.withLock({ $0.tables[ObjectIdentifier(command)] }) { return known }
    // Outside the lock: it takes a millisecond, and others give the same.
    let table = OptionTable(of: command)
    state.withLock { $0.tables[ObjectIdentifier(command)] = table }
    return table
  }

  /// The secret options of all commands together. Asks for every command once, so only for what cannot be read.
  var secretNames: Set<String> {
    if let known = state.withLock({ $0.secretNames }) { return known }
    let names = commands.commands.reduce(into: Set<String>()) { $0.formUnion(table(of: $1).secretNames) }
    state.withLock { $0.secretNames = names }
    return names
  }
}
