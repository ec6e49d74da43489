import ArgumentParser
import MistModel
import MistOutput

struct DescribeJob: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-job", abstract: "Show how far long work is, and what it logged.")
  static let risk = Risk.reads
  static let examples = ["describe-job 3fa2"]

  @Argument(help: "The id that the command which started the job gave, or its beginning.")
  var job: JobID

  func run(in shell: any Shell) async throws -> Output {
    guard !job.rawValue.isBlank else { throw MistError(.usage, "an empty id means no job") }
    do {
      return .document(Document(try await shell.client.job(job)))
    } catch let error as MistError where error.code == .notFound {
      guard let whole = try await idBegun(in: shell) else { throw error }
      return .document(Document(try await shell.client.job(whole)))
    }
  }

  /// The one job whose id begins as the given one.
  private func idBegun(in shell: any Shell) async throws -> JobID? {
    let fitting = try await shell.client.jobs().filter { $0.id.rawValue.hasPrefix(job.rawValue) }
    guard fitting.count > 1 else { return fitting.first?.id }
    let shown = fitting.prefix(5).map { "\($0.id) (\($0.action))" }.joined(separator: ", ")
    throw MistError(.ambiguous, "'\(job)' begins the ids of \(fitting.count) jobs: \(shown)", hint: "say more of it")
  }
}
