import MistCommands
import Synchronization

/// What commands declare, asked for when a line needs it and then kept for all shells of the program and for TAB.
public final class Declarations: Sendable {
  private struct State {
    var arguments: [ObjectIdentifier: CommandArguments] = [:]
    var secretNames: Set<String>?
  }

  let index: CommandIndex
  private let commands: CommandTable
  private let state = Mutex(State())

  init(_ commands: CommandTable, index: CommandIndex) {
    self.commands = commands
    self.index = index
  }

  func arguments(of command: any Command.Type) -> CommandArguments {
    if let known = known(command) { return known }
    // Outside the lock: it takes some milliseconds the first time, and others give the same.
    let arguments = CommandArguments(of: command)
    state.withLock { $0.arguments[ObjectIdentifier(command)] = arguments }
    return arguments
  }

  /// `nil` for a command that was not asked yet.
  func known(_ command: any Command.Type) -> CommandArguments? {
    state.withLock { $0.arguments[ObjectIdentifier(command)] }
  }

  func table(of command: any Command.Type) -> OptionTable {
    command.takesNothing ? OptionTable(of: command) : arguments(of: command).spelling
  }

  /// The secret options of all commands together. Asks for every command once, so only for what cannot be read.
  var secretNames: Set<String> {
    if let known = state.withLock({ $0.secretNames }) { return known }
    let names = commands.commands.reduce(into: Set<String>()) { $0.formUnion(table(of: $1).secretNames) }
    state.withLock { $0.secretNames = names }
    return names
  }
}
