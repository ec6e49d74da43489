import ArgumentParser
import MistModel
import MistOutput

struct DeleteRule: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "delete-rule", abstract: "Delete a rule for good.",
    discussion: "Takes a whole id, and asks before it does anything.", aliases: ["remove-rule"])
  static let risk = Risk.destroys
  static let examples = ["delete-rule 3", "delete-rule 3 --yes"]

  @Argument(help: "The rule by its id.")
  var rule: String

  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let rule = try await shell.rule(rule)
    try confirmation.confirm("delete", "rule", rule.id.rawValue, place: nil, in: shell)
    try await shell.client.deleteRule(rule.id)
    return .sentence("Deleted rule \(escaped(rule.id.rawValue))")
  }
}
