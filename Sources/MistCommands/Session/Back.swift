import ArgumentParser
import MistModel
import MistOutput

struct Back: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "back", abstract: "Go one step back in the context.", aliases: [".."])
  static let risk = Risk.session
  static let examples = ["back", ".."]

  func run(in shell: any Shell) async throws -> Output {
    guard shell.context.pop() != nil else {
      shell.note("there is nothing to go back from")
      return .nothing
    }
    return .nothing
  }
}
