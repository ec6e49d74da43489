import MistModel
import MistWire
import Testing

@testable import MistService

/// Changes that take the provider longer than a client waits.
struct LongChangesTests {
  private let cloud = StandInCloud()
  private let test: TestService
  private let backend: BackendID
  private static let ours = [WireHeader.client: "1"]

  init() async throws {
    test = try TestService(cloud: cloud, patience: .milliseconds(100))
    let new = try NewBackend(["title": "Juno", "provider": "docker", "docker_host": "127.0.0.1"])
    backend = try await test.service.services.backends.add(new, by: .owner).0.backendID
    cloud.put(Machine(id: "m1", backend: backend, name: "db1", state: .running))
    _ = try await test.ask(.get, "/backends/\(backend)/machines")
  }

  private var jobs: JobsService { test.service.services.jobs }

  private func state() async throws -> JSONValue? {
    try await test.asked(.get, "/backends/\(backend)/machines").items.first?["state"]
  }

  private func destroy(headers: [String: String]) async throws -> WireAnswer {
    try await test.ask(.post, "/backends/\(backend)/machines/m1", ["action": "destroy"], headers: headers)
  }

  @Test func whatTakesLongIsAJobThatGoesOn() async throws {
    cloud.makeSlow(.milliseconds(700))
    let answer = try await destroy(headers: Self.ours)
    #expect(answer.isSuccess)
    let listed = try WireJSON.value(JSONValue.self, from: answer.body).items
    #expect(listed.first?["state"] == "running")
    let id = JobID(try #require(answer.headers[WireHeader.job]))
    #expect(try await jobs.job(id).finishedAt == nil)
    await jobs.finish(id)
    let job = try await jobs.job(id)
    #expect(job.action == "destroy_machine" && job.error == nil)
    #expect(job.logs.map(\.action) == ["destroy_goes_on", "destroy_finished"])
    #expect(job.logs[1].result?["name"] == "db1" && job.summary["destroy"] == .init(success: 1))
    #expect(try await state() == "terminated")
  }

  @Test func whatGoesWrongThenIsSaidByTheJob() async throws {
    cloud.makeSlow(.milliseconds(400), trouble: MistError(.failed, "Juno: it is locked"))
    let id = JobID(try #require(try await destroy(headers: Self.ours).headers[WireHeader.job]))
    await jobs.finish(id)
    let job = try await jobs.job(id)
    #expect(job.error == "Juno: it is locked" && job.logs.last?.error == job.error)
    #expect(job.summary["destroy"] == .init(error: 1))
  }

  @Test func whatIsDoneInTimeIsAnsweredAsEver() async throws {
    let (test, backend) = try await patient()
    func destroy() async throws -> WireAnswer {
      try await test.ask(.post, "/backends/\(backend)/machines/m1", ["action": "destroy"], headers: Self.ours)
    }
    let answer = try await destroy()
    #expect(answer.headers[WireHeader.job] == nil && answer.text.contains("terminated"))
    cloud.makeSlow(.zero, trouble: MistError(.conflict, "Juno: it is locked"))
    let refused = try await destroy()
    #expect(refused.status == 409 && refused.text.contains("it is locked"))
    #expect(try await test.service.services.jobs.list().isEmpty)
  }

  /// Another service, which waits for long.
  private func patient() async throws -> (TestService, BackendID) {
    let test = try TestService(cloud: cloud)
    let new = try NewBackend(["title": "Vega", "provider": "docker", "docker_host": "127.0.0.2"])
    let backend = try await test.service.services.backends.add(new, by: .owner).0.backendID
    cloud.put(Machine(id: "m1", backend: backend, name: "db1", state: .running))
    return (test, backend)
  }

  /// They have no limit of their own, and know nothing of such a job.
  @Test func clientsOfTheOriginalWaitForTheEnd() async throws {
    cloud.makeSlow(.milliseconds(400))
    let answer = try await destroy(headers: [:])
    #expect(answer.headers[WireHeader.job] == nil && answer.text.contains("terminated"))
  }

  /// A line that is stopped stops what it waits for, as it always did.
  @Test func aRequestThatIsCancelledInTimeCancelsIt() async throws {
    cloud.makeSlow(.seconds(30))
    let (slow, other) = try await patient()
    let asking = Task {
      try await slow.ask(
        .post, "/backends/\(other)/machines/m1", ["action": "destroy"], headers: Self.ours)
    }
    try await Task.sleep(for: .milliseconds(200))
    let began = ContinuousClock.now
    asking.cancel()
    _ = try? await asking.value
    #expect(ContinuousClock.now - began < .seconds(10))
    #expect(try await slow.service.services.jobs.list().isEmpty)
  }

  /// Whoever asked over HTTP may be gone: it is done all the same.
  @Test func aClientThatGoesAwayStopsNothing() async throws {
    cloud.makeSlow(.milliseconds(500))
    try await test.service.services.accounts.add(email: "ann@example.org", password: "secret word", by: .owner)
    let token = try await test.asked(.post, "/auth", ["email": "ann@example.org", "password": "secret word"])
    let mark = try #require(token["mist_api_token"]?.string)
    try await test.serving { port in
      let body = #"{"action": "destroy"}"#
      do {
        let client = try RawClient(port: port)
        try await client.send(
          "POST /backends/\(backend)/machines/m1 HTTP/1.1\r\nHost: a\r\nmist-client: 1\r\n"
            + "Authorization: mist_1 ann@example.org:\(mark)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try await Task.sleep(for: .milliseconds(50))
      }
      for _ in 0..<100 where try await state() != "terminated" { try await Task.sleep(for: .milliseconds(50)) }
      #expect(try await state() == "terminated")
    }
  }

  @Test func anOrderThatTakesLongIsAnsweredWithItsJob() async throws {
    cloud.makeSlow(.milliseconds(700))
    let order: JSONValue = ["name": "web", "image": "img-1", "size": "219"]
    let answer = try await test.ask(.post, "/backends/\(backend)/machines", order, headers: Self.ours)
    let id = try #require(answer.headers[WireHeader.job])
    #expect(try WireJSON.value(JSONValue.self, from: answer.body) == ["job_id": .string(id)])
    while try await jobs.job(JobID(id)).summary["create"]?.pending != 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try await jobs.job(JobID(id)).summary["create"] == .init(success: 1))
    // One of the original's has its machine.
    let old = try await test.ask(
      .post, "/backends/\(backend)/machines", ["name": "old", "image": "img-1", "size": "219"])
    #expect(old.headers[WireHeader.job] == nil && old.text.contains(#""id":"old""#))
  }
}
