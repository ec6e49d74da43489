import ArgumentParser
import MistModel
import MistOutput

struct ShowVersion: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "version", abstract: "Show the version of this program.")
  static let risk = Risk.reads
  static let examples = ["version"]

  func run(in shell: any Shell) async throws -> Output {
    .document(
      Document(fields: [("version", .text(Version.current))], text: "mist-shell \(Version.current)"))
  }
}
