import ArgumentParser
import MistOutput

struct FollowJob: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "follow", abstract: "Show what a job wrote and writes, until it ends.",
    discussion: "Ctrl-C leaves the job running.")
  static let risk = Risk.reads
  static let examples = ["follow 2"]

  @Argument(help: "Its number, as jobs shows it.")
  var job: JobNumber

  func run(in shell: any Shell) async throws -> Output {
    guard let jobs = shell.jobs else { return .nothing }
    for try await text in try jobs.following(job.number) { shell.show(jobText: text) }
    try Task.checkCancellation()
    return .nothing
  }
}
