import GRDB
import MistModel

extension JobsService {
  /// As many as a listing holds.
  private static let mostListed = 1000

  /// The newest jobs, newest first. One whose process is gone is told as ended, as `job(_:)` tells it.
  func list() async throws -> [Job] {
    var jobs = try await store.read { db in
      let ids = try String.fetchAll(
        db, sql: "SELECT id FROM job ORDER BY startedAt DESC, rowid DESC LIMIT ?", arguments: [Self.mostListed])
      return try ids.compactMap { try JobRecord.fetch(JobID($0), db)?.0 }
    }
    for index in jobs.indices where jobs[index].finishedAt == nil {
      jobs[index] = try await job(jobs[index].id)
    }
    return jobs
  }
}
