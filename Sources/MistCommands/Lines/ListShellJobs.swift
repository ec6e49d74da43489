import ArgumentParser
import MistOutput

struct ListShellJobs: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "jobs", abstract: "Show the lines that run by themselves.",
    discussion: "A line that ends in & runs by itself; so does one that Ctrl-C was pressed for twice.")
  static let risk = Risk.reads
  static let examples = ["jobs", "run --command uptime --tag dev &"]

  func run(in shell: any Shell) async throws -> Output {
    let rows = (shell.jobs?.list() ?? []).map { job -> [Value] in
      [
        .integer(job.number), .text(job.state.rawValue), .text("\(Int(job.elapsed)) s"), .text(job.line),
        job.activity.map { .text($0) } ?? .text(""),
      ]
    }
    return .table(
      Table(
        [
          .init("job", "Job", width: 4), .init("state", "State", width: 8), .init("time", "Time", width: 6),
          .init("line", "Line", width: 40, priority: 0, isElastic: true), .init("activity", "Activity", width: 0),
        ],
        rows: rows, whenEmpty: "No jobs"))
  }
}
