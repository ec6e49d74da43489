import ArgumentParser
import MistModel
import MistOutput

struct ClearContext: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "clear-context", abstract: "Leave everything that was used or selected.", aliases: ["/"])
  static let risk = Risk.session
  static let examples = ["/", "context clear"]

  func run(in shell: any Shell) async throws -> Output {
    shell.context.clear()
    return .nothing
  }
}
