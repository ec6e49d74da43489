import ArgumentParser
import MistModel
import MistOutput

struct ListIncidents: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-incidents", abstract: "List what the rules found, newest first.")
  static let risk = Risk.reads
  static let examples = ["list-incidents", "list-incidents | where machine~db1"]

  func run(in shell: any Shell) async throws -> Output {
    let incidents = try await shell.client.incidents()
    let names = try await MachineTitles(of: incidents.map(\.machine), in: shell)
    return .table(
      Table(
        [
          .init("started", "Started", width: 24), .init("ended", "Ended", width: 24),
          .init("machine", "Machine", width: 25), .init("metric", "Metric", width: 25),
          .init("value", "Value", width: 10), .init("rule", "Rule ID", width: 10, priority: 7),
          .init("outcome", "Outcome", width: 0, priority: 6),
        ],
        rows: incidents.map { incident in
          let outcome = [incident.wasSeenLate ? "seen late" : nil, incident.outcome].compactMap { $0 }
          return [
            .text(calendarTime(incident.startedAt)),
            incident.finishedAt.map { .text(calendarTime($0)) } ?? .text("goes on"),
            .text(names.title(of: incident.machine)), .text(incident.metric),
            incident.value.map { .number(rounded($0, toSignificant: 6)) } ?? .none,
            .text(incident.rule?.rawValue ?? ""), .text(outcome.joined(separator: ", ")),
          ]
        }, whenEmpty: "No incidents found"))
  }
}
