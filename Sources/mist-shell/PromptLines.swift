import Foundation
import LineEditing
import MistCommands
import MistShell

/// The prompt of this program: the line editor where a person sits at a terminal, else plain lines.
enum PromptLines {
  static func make(for shell: MistShell, completer: Completer, in world: World) -> any LineSource {
    guard world.inputIsTerminal, world.outputIsTerminal else {
      return TerminalLines(write: { world.write(.output, Array($0.utf8)) })
    }
    var configuration = EditingConfiguration(program: "mist-shell")
    configuration.editrc = EditingConfiguration.editrcPath(in: world.environment)
    shell.configure(&configuration, completer: completer)
    return EditedLines(editor: LineEditor(configuration: configuration))
  }
}
