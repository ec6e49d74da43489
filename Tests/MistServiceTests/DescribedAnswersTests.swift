import MistModel
import MistSSH
import MistWire
import Testing

@testable import MistService

/// A real answer of every route of every era, against what the document tells of it.
@Suite struct DescribedAnswersTests {
  @Test(.timeLimit(.minutes(2)), arguments: Era.allCases) func everyAnswerIsAsTold(in era: Era) async throws {
    let cloud = StandInCloud()
    let lone = try TestService(collectors: StandInCollectors())
    let clouded = try TestService(cloud: cloud)
    var seen = try await names(of: try await exchanges(of: era, lone), askedOf: lone)
    seen.formUnion(try await names(of: try await offers(of: era, cloud, clouded), askedOf: clouded))
    for description in Routes.mounts(lone.service.services).filter({ $0.era == era }).flatMap(\.entries).map(
      \.description)
    {
      // Nobody can log in to a machine that is not there: the story of the document does so at a real one.
      let needsMachine = description.path.hasSuffix("/login")
      #expect(seen.contains(description.name) != needsMachine, "\(description.name)")
    }
  }

  private func names(of exchanges: [Exchange], askedOf test: TestService) async throws -> Set<String> {
    let descriptions = Routes.mounts(test.service.services).flatMap(\.entries).map(\.description)
    var names: Set<String> = []
    for exchange in exchanges {
      let description = try #require(descriptions.first { $0.isAsked(by: exchange) }, "\(exchange)")
      let answer = try await test.ask(exchange.method, exchange.path, exchange.body, headers: exchange.headers)
      #expect(try faults(of: answer, description) == [], "\(description.name): \(answer.text)")
      names.insert(description.name)
    }
    return names
  }

  private func faults(of answer: WireAnswer, _ description: RouteDescription) throws -> [String] {
    guard let told = description.answer else {
      return description.refusals.contains { $0.rawValue == answer.status } ? [] : ["status \(answer.status)"]
    }
    guard answer.status == 200 else { return ["status \(answer.status)"] }
    switch told {
    case .done:
      return answer.text == "OK" ? [] : ["not OK"]
    case .page:
      return answer.headers["content-type"]?.hasPrefix("text/html") == true ? [] : ["no page"]
    case .plain:
      return answer.headers["content-type"]?.hasPrefix("text/plain") == true ? [] : ["no text"]
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

    init(_ method: WireRequest.Method, _ path: String, _ body: JSONValue? = nil, headers: [String: String] = [:]) {
      self.method = method
      self.path = WirePath(stringLiteral: path)
      self.body = body
      self.headers = headers
    }
  }

  /// In an order in which each finds what it needs.
  private func exchanges(of era: Era, _ test: TestService) async throws -> [Exchange] {
    let (root, backends) = (era.prefix, "\(era.prefix)/\(era.collection)")
    try test.service.services.hostKeys.record(
      HostKey(type: "ssh-ed25519", fingerprint: "SHA256:x", publicKey: "AAAA"),
      of: SSHAddress(host: "127.0.0.1", port: 1))
    let account: JSONValue = ["email": "ann@example.org", "password": "one two three"]
    let login = ["email": "ann@example.org", "password": "one two three"]
    _ = try await test.ask(.put, "/accounts", account)
    let priv = try #require(try await test.asked(.post, "/keys")["priv"])
    _ = try await test.ask(.put, "/keys", ["id": "fleet", "priv": priv])
    _ = try await test.ask(
      .post, "/backends",
      [
        "title": "web", "provider": "bare_metal", "machine_ip": "127.0.0.1", "machine_port": 1,
        "remove_on_error": false,
      ])
    let backend = try #require(try await test.asked(.get, "/backends").items[0]["id"]?.string)
    let hello: JSONValue = ["name": "hello", "script": "echo hello"]
    let script = try #require(try await test.asked(.post, "/scripts", hello)["script_id"]?.string)
    let target: JSONValue = ["backend_id": .string(backend), "machine_id": "web"]
    let order: JSONValue = [era == .api ? "cloud_id" : "backend_id": .string(backend), "machine_id": "web"]
    let job = try #require(try await test.asked(.post, "/scripts/\(script)", target)["job_id"]?.string)
    let token = try await test.asked(
      .post, "/api/v1/tokens", .object(login.mapValues(JSONValue.string)))
    let machine = "\(backends)/\(backend)/machines/web"
    let rule: JSONValue = [
      "backendId": .string(backend), "machineId": "web", "metric": "load", "value": 5, "action": "command",
      "command": "date",
    ]
    // A new password makes tokens worthless, so these come first.
    return (era == .api ? tokens(token) : []) + [
      Exchange(.get, "/openapi.json"),
      Exchange(.post, "/auth", account),
      Exchange(.post, "/api/v1/auth", account),
      Exchange(.put, "/accounts", account),
      Exchange(.get, "/whoami"),
      Exchange(.get, "/check_token"),
      Exchange(.get, "/account"),
      Exchange(.post, "/api/v1/tokens", account),
      Exchange(.get, root + "/providers"),
      Exchange(.get, root + "/providers", headers: ["api-version": "2"]),
      Exchange(.post, root + "/keys", ["type": "ed25519"]),
      Exchange(.put, root + "/keys", [era.keyName: "spare", "priv": priv]),
      Exchange(.put, root + "/keys/spare", [era.newKeyName: "other"]),
      Exchange(.post, root + "/keys/other"),
      Exchange(.get, root + "/keys/other/private"),
      Exchange(.get, root + "/keys/other/public"),
      Exchange(
        .post, backends,
        ["title": "db", "provider": "bare_metal", "machine_ip": "127.0.0.1", "machine_port": 1]),
      Exchange(.get, backends),
      Exchange(.put, "\(backends)/\(backend)", ["new_name": "front"]),
      Exchange(.post, "\(backends)/\(backend)", ["new_state": "1"]),
      Exchange(.get, "\(backends)/\(backend)/machines"),
      Exchange(.post, machine + "/metadata", ["tag": "env=prod"]),
      Exchange(.post, machine + "/tags", ["tags": ["a": "b"]]),
      Exchange(.get, "\(backends)/\(backend)/machines"),
      Exchange(.delete, machine + "/tags/a"),
      Exchange(.delete, machine + "/metadata", ["tag": "env"]),
      Exchange(.get, "\(backends)/\(backend)/locations"),
      Exchange(.get, "\(backends)/\(backend)/networks"),
      Exchange(.post, "\(backends)/\(backend)/networks"),
      Exchange(.post, "\(backends)/\(backend)/networks/n"),
      Exchange(.delete, "\(backends)/\(backend)/networks/n"),
      Exchange(.put, machine + "/keys/fleet", ["user": "deploy"]),
      Exchange(.get, root + "/keys"),
      Exchange(.post, machine + "/probe"),
      Exchange(.post, "/run", ["command": "true", "machines": [target]]),
      Exchange(.post, machine + "/monitoring", ["action": "enable"]),
      Exchange(.get, machine + "/stats", ["start": "-1min", "extremes": true, "request_id": "r"]),
      Exchange(.get, machine + "/metrics"),
      Exchange(.put, machine + "/metrics", ["metric_id": "load"]),
      Exchange(.delete, machine + "/metrics", ["metric_id": "load"]),
      Exchange(.post, machine + "/plugins/p", ["read_function": "def read(): return 1"]),
      Exchange(.put, root + "/metrics/load", ["name": "Load!"]),
      Exchange(.delete, root + "/metrics/load"),
      Exchange(.post, root + "/rules", rule),
      Exchange(.get, root + "/rules"),
      Exchange(.get, root + "/monitoring"),
      Exchange(.get, "/metrics"),
      Exchange(.post, root + "/rules/1", ["value": 7]),
      Exchange(.get, root + "/incidents"),
      Exchange(.delete, root + "/rules/1"),
      Exchange(.delete, machine + "/plugins/p"),
      Exchange(.post, machine + "/monitoring", ["action": "disable", "no_ssh": true]),
      Exchange(.delete, machine + "/keys/fleet"),
      Exchange(.delete, "/host-keys/127.0.0.1:1"),
      Exchange(.post, root + "/scripts", ["name": "bye", "script": "echo bye"]),
      Exchange(.get, root + "/scripts"),
      Exchange(.post, root + "/scripts/\(script)", order),
      Exchange(.get, root + "/jobs"),
      Exchange(.get, root + "/jobs/\(job)"),
      Exchange(.delete, root + "/scripts/\(script)"),
      Exchange(.delete, root + "/keys/other"),
      Exchange(.delete, "\(backends)/\(backend)"),
    ]
  }

  /// What a lone server does not have: images, sizes, networks, and a machine that stops.
  private func offers(of era: Era, _ cloud: StandInCloud, _ test: TestService) async throws -> [Exchange] {
    let added = try await test.asked(
      .post, "/backends", ["title": "b", "provider": "bare_metal", "machine_ip": "127.0.0.1"])
    let id = try #require(added["id"]?.string)
    cloud.put(
      Machine(id: "m", backend: BackendID(id), name: "db", state: .running, publicIPs: ["127.0.0.1"], size: "219"))
    let backend = "\(era.prefix)/\(era.collection)/\(id)"
    return [
      Exchange(.get, backend + "/images", ["search_term": "debian"]),
      Exchange(.post, backend + "/images"),
      Exchange(.post, backend + "/images/img-1"),
      Exchange(.get, backend + "/sizes"),
      Exchange(.get, backend + "/locations"),
      Exchange(.get, backend + "/networks"),
      Exchange(.get, backend + "/machines"),
      Exchange(.get, backend + "/machines/m/logs"),
      Exchange(.post, backend + "/machines/m", ["action": "stop"]),
      Exchange(.post, backend + "/machines", ["name": "new", "image": "img-1", "size": "219"]),
    ]
  }

  private func tokens(_ made: JSONValue) -> [Exchange] {
    [Exchange(.get, "/api/v1/tokens"), Exchange(.delete, "/api/v1/tokens", ["id": made["id"] ?? nil])]
  }
}

extension RouteDescription {
  fileprivate var name: String { "\(method.rawValue) \(path)" }

  /// Whether `/keys/:key` is where a request goes.
  fileprivate func isAsked(by exchange: DescribedAnswersTests.Exchange) -> Bool {
    let (route, asked) = (path.split(separator: "/"), exchange.path.text.split(separator: "/"))
    return method.rawValue == exchange.method.rawValue.lowercased() && route.count == asked.count
      && zip(route, asked).allSatisfy { $0.hasPrefix(":") || $0 == "**" || $0 == $1 }
  }
}
