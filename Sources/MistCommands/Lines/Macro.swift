import ArgumentParser
import MistOutput

struct Macro: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "macro", abstract: "Give lines with parameters a name; alone, show those there are.",
    discussion: "macro NAME [PARAMETER…] = 'LINE; LINE'. In the lines, $PARAMETER is what follows the name.")
  static let risk = Risk.session
  static let examples = ["macro", "macro greet machine = 'probe $machine; run --command uptime $machine'"]

  @Argument(parsing: .allUnrecognized, help: "NAME [PARAMETER…] = 'LINE; LINE'")
  var words: [String] = []

  func run(in shell: any Shell) async throws -> Output {
    guard !words.isEmpty else { return .table(shorthandTable(of: shell, isMacro: true, whenEmpty: "No macros")) }
    try shell.define(words, isMacro: true)
    return .nothing
  }
}
