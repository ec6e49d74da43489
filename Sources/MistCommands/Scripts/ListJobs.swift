import ArgumentParser
import MistModel
import MistOutput

struct ListJobs: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-jobs", abstract: "List the long work of the service, newest first.",
    discussion: "Lines that run behind the prompt are no part of it: jobs shows those.")
  static let risk = Risk.reads
  static let examples = ["list-jobs", "list-jobs | where state=running"]

  func run(in shell: any Shell) async throws -> Output {
    let rows: [[Value]] = try await shell.client.jobs().map { job in
      [
        .text(job.id.rawValue), .text(job.action), .text(job.state.rawValue), .text(calendarTime(job.startedAt)),
        job.finishedAt.map { .text(calendarTime($0)) } ?? .none, job.error.map { .text($0) } ?? .none,
      ]
    }
    return .table(
      Table(
        [
          .init("id", "Job ID", width: 35), .init("action", "Action", width: 20), .init("state", "State", width: 10),
          .init("started", "Started", width: 25, priority: 5), .init("finished", "Finished", width: 25, priority: 7),
          .init("error", "Error", width: 0, priority: 6),
        ], rows: rows, whenEmpty: "No jobs found"))
  }
}
