import ArgumentParser
import MistModel
import MistOutput

struct Unalias: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "unalias", abstract: "Forget an alias or a macro.", aliases: ["unmacro"])
  static let risk = Risk.session
  static let examples = ["unalias up"]

  @Argument(help: "Its name.")
  var name: String

  func run(in shell: any Shell) async throws -> Output {
    guard shell.shorthands.removeValue(forKey: name) != nil else {
      let near = nearest(name, among: shell.shorthands.keys.sorted())
      throw MistError(
        .notFound, "no alias '\(escaped(name))'",
        hint: near.isEmpty ? "alias shows them" : "did you mean \(near.joined(separator: ", "))?")
    }
    return .nothing
  }
}
