import ArgumentParser
import MistModel
import MistOutput

struct Source: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "source", abstract: "Run the lines of a file, as if they were typed.",
    discussion: "It stops at the first error and says where: FILE:LINE:COLUMN.")
  static let risk = Risk.session
  static let examples = ["source ~/tag-machines.mist"]

  @Argument(help: "The file.")
  var file: FilePath

  func run(in shell: any Shell) async throws -> Output {
    let text = try shell.world.text(ofFile: file.text)
    try await shell.perform(script: text, named: file.text)
    return .nothing
  }
}
