import ArgumentParser
import MistModel
import MistOutput

struct WaitForJob: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "wait", abstract: "Wait for a job, or for all, and show what it wrote.")
  static let risk = Risk.reads
  static let examples = ["wait", "wait 2"]

  @Argument(help: "Its number, as jobs shows it; all jobs if left out.")
  var job: JobNumber?

  func run(in shell: any Shell) async throws -> Output {
    guard let jobs = shell.jobs else { return .nothing }
    var failure: (any Error)?
    for number in job.map({ [$0.number] }) ?? jobs.list().map(\.number) {
      shell.doing("waiting for job \(number)")
      do {
        try await jobs.end(of: number) { shell.show(jobText: $0) }
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        // The others are waited for all the same.
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return .nothing
  }
}

extension Shell {
  /// What a job wrote, to where it would have gone.
  public func show(jobText text: JobText) {
    let words = String(decoding: text.bytes, as: UTF8.self)
    switch text.channel {
    case .output: write(words)
    case .errors, .progress: note(words.hasSuffix("\n") ? String(words.dropLast()) : words)
    }
  }
}
