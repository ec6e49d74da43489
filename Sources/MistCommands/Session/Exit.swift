import ArgumentParser
import MistModel
import MistOutput

struct Exit: Command {
  static let configuration = CommandConfiguration(shellCommand: "exit", abstract: "Leave the shell.", aliases: ["quit"])
  static let risk = Risk.session
  static let examples = ["exit"]

  func run(in shell: any Shell) async throws -> Output {
    shell.leave()
    return .nothing
  }
}
