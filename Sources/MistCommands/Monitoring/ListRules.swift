import ArgumentParser
import MistModel
import MistOutput

struct ListRules: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-rules", abstract: "List the rules on what is measured.",
    discussion: "Rules are watched while a shell or serve runs.")
  static let risk = Risk.reads
  static let examples = ["list-rules", "list-rules | where state=firing"]

  func run(in shell: any Shell) async throws -> Output {
    let rules = try await shell.client.rules()
    let names = try await MachineTitles(of: rules.map(\.machine), in: shell)
    if !rules.isEmpty, shell.accountName == ServiceAccount.local {
      shell.note("they are watched while a shell or serve runs")
    }
    let now = shell.world.now()
    return .table(
      Table(
        [
          .init("id", "Rule ID", width: 10), .init("machine", "Machine", width: 25),
          .init("condition", "Condition", width: 40), .init("action", "Action", width: 10),
          .init("state", "State", width: 8), .init("since", "Since", width: 12),
        ],
        rows: rules.map { rule in
          [
            .text(rule.id.rawValue), .text(names.title(of: rule.machine)), .text(rule.condition), .text(rule.deed),
            .text(rule.firingSince == nil ? "quiet" : "firing"),
            rule.firingSince.map { .text(pastTime($0, now: now)) } ?? .text(""),
          ]
        }, whenEmpty: "No rules found"))
  }
}
