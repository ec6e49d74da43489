import ArgumentParser
import MistOutput

struct ClearScreen: Command {
  static let configuration = CommandConfiguration(shellCommand: "clear", abstract: "Clear the screen.")
  static let risk = Risk.session
  static let examples = ["clear"]

  func run(in shell: any Shell) async throws -> Output {
    if shell.world.outputIsTerminal, !shell.world.isDumb { shell.write("\u{1B}[H\u{1B}[2J") }
    return .nothing
  }
}
