import ArgumentParser
import MistModel
import MistOutput

struct LastResult: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "last-result", abstract: "Show the last result again, such as through other pipes.",
    aliases: ["@last"])
  static let risk = Risk.reads
  static let examples = ["@last", "@last | where state=running | columns name"]

  func run(in shell: any Shell) async throws -> Output {
    guard let result = shell.lastResult else {
      throw MistError(.invalid, "there is no result yet", hint: "run a command that lists something first")
    }
    return result
  }
}
