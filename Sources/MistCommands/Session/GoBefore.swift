import ArgumentParser
import MistModel
import MistOutput

struct GoBefore: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "previous", abstract: "Go to the context before the last step; again, and forth.", aliases: ["-"])
  static let risk = Risk.session
  static let examples = ["-"]

  func run(in shell: any Shell) async throws -> Output {
    guard shell.context.goBefore() else {
      throw MistError(.invalid, "there was no context before this one", hint: "use or select something first")
    }
    return .nothing
  }
}
