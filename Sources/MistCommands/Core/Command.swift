import ArgumentParser
import MistOutput

/// A command of the shell: its words and options (by `ParsableCommand`), what it can do to the world, and its work.
///
/// One command is one file; `CommandTable` lists them.
public protocol Command: ParsableCommand {
  static var risk: Risk { get }
  /// Lines that can be typed as they are, for `help COMMAND`.
  static var examples: [String] { get }

  /// Does the work and gives back what came of it; never prints.
  func run(in shell: any Shell) async throws -> Output
}

extension Command {
  public static var examples: [String] { [] }

  /// It has no arguments: they would be stored in it.
  public static var takesNothing: Bool { MemoryLayout<Self>.size == 0 }
}

/// What a command can do to the world. Declared by the command, heeded by `set read-only on` and by the questions
/// asked before something is lost.
public enum Risk: String, Sendable, CaseIterable {
  /// Only looks.
  case reads
  /// Changes the shell itself (context, settings), nothing in the world.
  case session
  /// Changes something that can be changed back.
  case changes
  /// Loses something for good.
  case destroys
}
