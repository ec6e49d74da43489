/// The commands a shell knows, in the order `help` prints them.
public struct CommandTable: Sendable {
  public var commands: [any Command.Type]

  public init(_ commands: [any Command.Type]) {
    self.commands = commands
  }
}
