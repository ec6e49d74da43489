import MistModel
import MistWire
import Testing

@testable import MistService

@Suite struct JobListingTests {
  private let service: TestService

  init() throws {
    service = try TestService()
  }

  private var jobs: JobsService { service.service.services.jobs }

  private func start(_ action: String, _ work: @escaping @Sendable (JobLog) async throws -> Void) async throws {
    _ = try await jobs.start(action, summary: [:], by: .owner, work)
    service.clock.advance(by: 10)
  }

  @Test func theNewestComeFirstAndWithoutTheirLogs() async throws {
    try await start("first") { log in try await log.note("step") }
    try await start("second") { _ in throw MistError(.failed, "no such luck") }
    await jobs.finishAll()
    let listed = try await service.asked(.get, "/jobs").items
    #expect(listed.map { $0["action"]?.string } == ["second", "first"])
    #expect(listed.map { $0["error"] } == ["no such luck", .bool(false)])
    #expect(listed.allSatisfy { $0["logs"] == nil && $0["job_id"]?.string != nil })
    #expect(try await service.asked(.get, "/jobs").items.count == 2)
  }

  @Test func oneThatGoesOnHasNoEnd() async throws {
    let (gate, opener) = AsyncStream<Void>.makeStream()
    try await start("slow") { _ in for await _ in gate {} }
    #expect(try await service.asked(.get, "/jobs").items.map { $0["finished_at"] } == [0])
    opener.finish()
    await jobs.finishAll()
    let ends = try await service.asked(.get, "/jobs").items.compactMap { $0["finished_at"] }
    #expect(ends.count == 1 && ends != [0])
  }

  /// As it is when the mist-shell that worked on it was killed.
  @Test func oneWhoseProcessIsGoneHasEnded() async throws {
    try await service.service.services.jobs.store.write { db in
      let job = Job(id: "j1", action: "run_script", startedAt: 1)
      try JobRecord.insert(job, worker: WorkerProcess(pid: 1, started: "never"), work: nil, db)
    }
    let listed = try await service.asked(.get, "/jobs").items
    #expect(listed.first?["error"]?.string?.contains("ended first") == true)
  }
}
