import MistModel
import MistWire
import Testing

@testable import MistService

/// A real answer of every operation, against what the document tells of it.
@Suite struct DescribedAnswersTests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  /// What a lone server that is not there cannot show: to log in, and to do what it is asked to. The OpenAPI story
  /// logs in at a real one.
  private static let needsAMachine = [
    "post /backends/:backend/machines/:machine", "post /backends/:backend/machines/:machine/login",
  ]

  @Test(.timeLimit(.minutes(2))) func everyAnswerIsAsTold() async throws {
    var waiting = Dictionary(
      uniqueKeysWithValues: Routes.operations.flatMap(\.operations).map { ("\($0.method.rawValue) \($0.path)", $0) })
    for exchange in try await exchanges() {
      let name = try #require(waiting.keys.first { $0.isRoute(of: exchange) } ?? seen(exchange), "\(exchange)")
      let answer = try await test.ask(exchange.method, exchange.path, exchange.body, headers: exchange.headers)
      #expect(answer.status == 200, "\(name): \(answer.text)")
      let operation = try #require(
        Routes.operations.flatMap(\.operations).first { "\($0.method.rawValue) \($0.path)" == name })
      #expect(try faults(of: answer, operation) == [], "\(name)")
      waiting[name] = nil
    }
    #expect(waiting.keys.sorted() == Self.needsAMachine)
  }

  private func seen(_ exchange: Exchange) -> String? {
    Routes.operations.flatMap(\.operations).map { "\($0.method.rawValue) \($0.path)" }
      .first { $0.isRoute(of: exchange) }
  }

  private func faults(of answer: WireAnswer, _ operation: MistService.Operation) throws -> [String] {
    switch operation.answer {
    case .done:
      return answer.text == "OK" ? [] : ["not OK: \(answer.text)"]
    case .json(let schema):
      return schema.faults(of: try WireJSON.value(JSONValue.self, from: answer.body))
    case .lines(let schema):
      let lines = answer.text.split(separator: "\n")
      #expect(!lines.isEmpty)
      return try lines.flatMap { schema.faults(of: try WireJSON.value(JSONValue.self, from: Array($0.utf8))) }
    }
  }

  struct Exchange {
    var method: WireRequest.Method
    var path: WirePath
    var body: JSONValue?
    var headers: [String: String] = [:]
  }

  /// In an order in which each finds what it needs.
  private func exchanges() async throws -> [Exchange] {
    try await test.service.services.hostKeys.record(
      .init(type: "ssh-ed25519", publicKey: "AAAA", fingerprint: "SHA256:x"), of: .init(host: "127.0.0.1", port: 1))
    let account: JSONValue = ["email": "ann@example.org", "password": "one two three"]
    _ = try await test.ask(.put, "/accounts", account)
    let generated = try await test.asked(.post, "/keys")
    let priv = generated["priv"] ?? nil
    _ = try await test.ask(.put, "/keys", ["id": "fleet", "priv": priv])
    _ = try await test.ask(
      .post, "/backends",
      ["title": "web", "provider": "bare_metal", "machine_ip": "127.0.0.1", "machine_port": 1, "remove_on_error": false])
    let backend = try #require(try await test.asked(.get, "/backends").items[0]["id"]?.string)
    let script = try #require(
      try await test.asked(.post, "/scripts", ["name": "hello", "script": "echo hello"])["script_id"]?.string)
    let target: JSONValue = ["backend_id": .string(backend), "machine_id": "web"]
    let job = try #require(try await test.asked(.post, "/scripts/\(script)", target)["job_id"]?.string)
    return [
      Exchange(method: .get, path: "/openapi.json"),
      Exchange(method: .post, path: "/auth", body: account),
      Exchange(method: .put, path: "/accounts", body: account),
      Exchange(method: .get, path: "/whoami"),
      Exchange(method: .get, path: "/check_token"),
      Exchange(method: .get, path: "/providers"),
      Exchange(method: .get, path: "/providers", headers: ["api-version": "2"]),
      Exchange(method: .post, path: "/keys", body: ["type": "ed25519"]),
      Exchange(method: .put, path: "/keys", body: ["id": "spare", "priv": priv]),
      Exchange(method: .put, path: "/keys/spare", body: ["new_id": "other"]),
      Exchange(method: .post, path: "/keys/other"),
      Exchange(method: .get, path: "/keys/other/private"),
      Exchange(method: .get, path: "/keys/other/public"),
      Exchange(
        method: .post, path: "/backends",
        body: ["title": "db", "provider": "bare_metal", "machine_ip": "127.0.0.1", "machine_port": 1]),
      Exchange(method: .get, path: "/backends"),
      Exchange(method: .put, path: "/backends/\(backend)", body: ["new_name": "front"]),
      Exchange(method: .post, path: "/backends/\(backend)", body: ["new_state": "1"]),
      Exchange(method: .get, path: "/backends/\(backend)/machines"),
      Exchange(method: .post, path: "/backends/\(backend)/machines/web/metadata", body: ["tag": "env=prod"]),
      Exchange(method: .get, path: "/backends/\(backend)/machines"),
      Exchange(method: .delete, path: "/backends/\(backend)/machines/web/metadata", body: ["tag": "env"]),
      Exchange(method: .get, path: "/backends/\(backend)/images", body: ["search_term": "debian"]),
      Exchange(method: .post, path: "/backends/\(backend)/images"),
      Exchange(method: .get, path: "/backends/\(backend)/sizes"),
      Exchange(method: .get, path: "/backends/\(backend)/locations"),
      Exchange(method: .get, path: "/backends/\(backend)/networks"),
      Exchange(method: .put, path: "/backends/\(backend)/machines/web/keys/fleet", body: ["user": "deploy"]),
      Exchange(method: .get, path: "/keys"),
      Exchange(method: .post, path: "/backends/\(backend)/machines/web/probe"),
      Exchange(method: .post, path: "/run", body: ["command": "true", "machines": [target]]),
      Exchange(method: .delete, path: "/backends/\(backend)/machines/web/keys/fleet"),
      Exchange(method: .delete, path: "/host-keys/127.0.0.1:1"),
      Exchange(method: .post, path: "/scripts", body: ["name": "bye", "script": "echo bye"]),
      Exchange(method: .get, path: "/scripts"),
      Exchange(method: .post, path: "/scripts/\(script)", body: target),
      Exchange(method: .get, path: "/jobs/\(job)"),
      Exchange(method: .delete, path: "/scripts/\(script)"),
      Exchange(method: .delete, path: "/keys/other"),
      Exchange(method: .delete, path: "/backends/\(backend)"),
    ]
  }
}

extension String {
  /// Whether `get /keys/:key` is where a request goes.
  fileprivate func isRoute(of exchange: DescribedAnswersTests.Exchange) -> Bool {
    let parts = split(separator: " ")
    let (route, path) = (parts[1].split(separator: "/"), exchange.path.text.split(separator: "/"))
    return parts[0] == exchange.method.rawValue.lowercased() && route.count == path.count
      && zip(route, path).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
  }
}
