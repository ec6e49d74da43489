import MistClient
import MistModel
import MistWire
import Testing

/// What programs find by name, and how they wait.
@Suite struct FindingTests {
  private struct Answers: Transport {
    var answers: [String: String]
    let place = "a test"

    func send(_ request: WireRequest) async throws -> WireAnswer {
      guard let text = answers["\(request.method.rawValue) \(request.path.text)"] else {
        throw MistError(.unreachable, "\(request.path.text) is away")
      }
      return WireAnswer(status: 200, body: Array(text.utf8))
    }

    func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.notSupported, "no streams here") }
  }

  private func client(_ more: [String: String] = [:]) -> MistClient {
    let answers = [
      "GET /backends": """
      [{"id": "b1", "title": "Juno", "provider": "openstack", "enabled": true},
       {"id": "b2", "title": "b1", "provider": "docker", "enabled": true}]
      """,
      "GET /backends/b1/machines": """
      [{"id": "m1", "name": "db1", "state": "running"}, {"id": "m2", "name": "db10", "state": "running"}]
      """,
      "GET /backends/b2/machines": #"[{"id": "v1", "name": "db1", "state": "running"}]"#,
      "GET /keys": #"[{"id": "prod", "isDefault": true}]"#,
    ]
    return MistClient(transport: Answers(answers: answers.merging(more) { $1 }))
  }

  @Test func oneThingByItsWholeNameOrID() async throws {
    let client = client()
    #expect(try await client.backend("Juno").id == "b1")
    #expect(try await client.backend("b1").title == "Juno", "an id counts before a name")
    #expect(try await client.key("prod").isDefault)
    #expect(try await client.machine("v1").name == "db1")
    #expect(try await client.machine("db1", in: try await client.backend("Juno")).id == "m1")
    await expect(.ambiguous) { _ = try await client.machine("db1") }
    for name in ["db", "", "DB10"] { await expect(.notFound) { _ = try await client.machine(name) } }
    await expect(.notFound) { _ = try await client.backend("Jun") }
    await expect(.notFound) { _ = try await client.key("pro") }
  }

  @Test func whatCouldNotBeListedIsTold() async throws {
    var answers = Answers(answers: [:])
    answers.answers["GET /backends"] = #"[{"id": "b9", "title": "Vega", "provider": "docker", "enabled": true}]"#
    let client = MistClient(transport: answers)
    do {
      _ = try await client.machine("db1")
      Issue.record("a machine was found")
    } catch let error as MistError {
      #expect(error.code == .notFound && error.details == ["Vega: /backends/b9/machines is away"])
    }
    let vega = try await client.backend("Vega")
    await expect(.unreachable) { _ = try await client.machine("db1", in: vega) }
  }

  @Test func aJobIsWaitedFor() async throws {
    let client = client([
      "GET /jobs/done": #"{"job_id": "done", "action": "x", "started_at": 1, "finished_at": 2}"#,
      "GET /jobs/bad": #"{"job_id": "bad", "action": "x", "started_at": 1, "finished_at": 2, "error": "no quota"}"#,
      "GET /jobs/long": #"{"job_id": "long", "action": "x", "started_at": 1, "finished_at": null}"#,
    ])
    #expect(try await client.wait(for: "done").state == .finished)
    await expect(.failed) { try await client.wait(for: "bad") }
    await expect(.timedOut) {
      try await client.wait(for: "long", within: .milliseconds(20), lookingEvery: .milliseconds(5))
    }
  }

  @Test func anAddressIsNeeded() {
    #expect(throws: MistError.self) { try MistClient(url: "mist.example.org", email: "a@b", password: "x") }
    #expect(throws: MistError.self) {
      try MistClient(url: "https://ann:x@mist.example.org", email: "a@b", password: "x")
    }
    #expect(throws: Never.self) { try MistClient(url: "https://mist.example.org", email: "a@b", password: "x") }
  }
}
