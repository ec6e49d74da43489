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
    let (now, isForPrograms) = (shell.world.now(), shell.settings.format.isForPrograms)
    func time(_ seconds: Double) -> Value {
      .text(isForPrograms ? calendarTime(seconds) : pastTime(seconds, now: now))
    }
    return .table(
      Table(
        [
          // Which machine, whether it is over and what was done stay longest.
          .init("started", "Started", width: 12, priority: 3), .init("ended", "Ended", width: 12, priority: 1),
          .init("machine", "Machine", width: 25, priority: 0), .init("metric", "Metric", width: 25, priority: 4),
          .init("value", "Value", width: 10, priority: 5), .init("rule", "Rule ID", width: 10, priority: 6),
          .init("outcome", "Outcome", width: 0, priority: 2, isElastic: true),
        ],
        rows: incidents.map { incident in
          let outcome = [incident.wasSeenLate ? "seen late" : nil, incident.outcome].compactMap { $0 }
          return [
            time(incident.startedAt), incident.finishedAt.map(time) ?? .text("goes on"),
            .text(names.title(of: incident.machine)), .text(incident.metric),
            incident.value.map { .number(rounded($0, toSignificant: 6)) } ?? .none,
            .text(incident.rule?.rawValue ?? ""), .text(outcome.joined(separator: ", ")),
          ]
        }, whenEmpty: "No incidents found"))
  }
}
