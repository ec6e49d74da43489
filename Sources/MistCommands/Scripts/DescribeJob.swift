import ArgumentParser
import MistModel
import MistOutput

struct DescribeJob: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-job", abstract: "Show how far long work is, and what it logged.")
  static let risk = Risk.reads
  static let examples = ["describe-job 3fa2"]

  @Argument(help: "The id that the command which started the job gave.")
  var job: JobID

  func run(in shell: any Shell) async throws -> Output {
    guard !job.rawValue.isBlank else { throw MistError(.usage, "an empty id means no job") }
    return .document(Document(try await shell.client.job(job)))
  }
}
