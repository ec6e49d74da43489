import MistModel
import MistOutput

extension Document {
  /// A job with its steps and its log.
  init(_ job: Job) {
    let state = job.state.rawValue
    var lines = ["Job: \(job.id)", "Action: \(job.action)", "State: \(state)"]
    lines.append("Started: \(calendarTime(job.startedAt))")
    if let finishedAt = job.finishedAt { lines.append("Finished: \(calendarTime(finishedAt))") }
    if let error = job.error { lines.append("Error: \(error)") }
    for (step, counters) in job.summary.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "\(step): \(counters.success) done, \(counters.error) failed, \(counters.skipped) skipped, "
          + "\(counters.pending) to do")
    }
    let logs = job.logs.flatMap(Self.lines)
    lines += logs.isEmpty ? [] : ["", "Log:"] + logs
    self.init(
      fields: [
        ("id", .text(job.id.rawValue)), ("action", .text(job.action)), ("state", .text(state)),
        ("started_at", .number(job.startedAt)), ("finished_at", job.finishedAt.map { .number($0) } ?? .none),
        ("error", job.error.map { .text($0) } ?? .none), ("logs", .list(logs, separator: "\n")),
      ],
      text: lines.map(escaped).joined(separator: "\n"))
  }

  private static func lines(_ entry: Job.LogEntry) -> [String] {
    let result = entry.error.map { "error: \($0)" } ?? entry.result?.string ?? entry.result?["name"]?.string
    let parts = [calendarTime(entry.time), entry.action, entry.machine?.machine.rawValue, result]
    return [parts.compactMap { $0 }.joined(separator: "  ")] + entry.output.map { "  " + $0 }
  }
}
