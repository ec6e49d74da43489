import ArgumentParser
import MistOutput

struct CancelJob: Command {
  static let configuration = CommandConfiguration(shellCommand: "cancel", abstract: "Ask a job to stop.")
  static let risk = Risk.session
  static let examples = ["cancel 2"]

  @Argument(help: "Its number, as jobs shows it.")
  var job: JobNumber

  func run(in shell: any Shell) async throws -> Output {
    try shell.jobs?.cancel(job.number)
    return .sentence("asked job \(job.number) to stop")
  }
}
