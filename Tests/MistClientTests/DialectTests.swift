import MistModel
import MistWire
import Testing

@testable import MistClient

/// How each era is asked, and how it is found which one a service is of.
@Suite struct DialectTests {
  @Test func eachHasItsPaths() {
    let paths: [(WirePath, [String])] = [
      ("/backends", ["/backends", "/clouds", "/api/v1/clouds", "/api/v1/clouds"]),
      ("/backends/b", ["/backends/b", "/clouds/b", "/api/v1/clouds/b", "/api/v1/clouds/b"]),
      (
        "/backends/b/machines",
        ["/backends/b/machines", "/clouds/b/machines"]
          + Array(repeating: "/api/v1/clouds/b/machines", count: 2)
      ),
      (
        "/backends/b/machines/m/probe",
        [
          "/backends/b/machines/m/probe", "/clouds/b/machines/m/probe", "/api/v1/clouds/b/machines/m/probe",
          "/api/v1/machines/m/probe",
        ]
      ),
      ("/keys/k", ["/keys/k", "/keys/k", "/api/v1/keys/k", "/api/v1/keys/k"]),
      ("/auth", Array(repeating: "/auth", count: 4)),
      ("/check_token", Array(repeating: "/check_token", count: 4)),
    ]
    for (path, expected) in paths {
      #expect(Dialect.allCases.map { $0.path(path).text } == expected)
    }
    let odd = BackendID("a/machines/b")
    #expect(Dialect.today.path("/backends/\(odd)/images").text == "/api/v1/clouds/a%2Fmachines%2Fb/images")
  }

  @Test func tagsAreWrittenAsEachHasThem() throws {
    let machine = ListedMachine(MachineReference(backend: "b", machine: "m"), idAtProvider: "i-1")
    let lines = try Dialect.allCases.map { dialect in
      let call = dialect.untag(machine, from: Tag("env=a b"))
      let body = try #require(call.body)
      let text = String(decoding: try WireJSON.bytes(body), as: UTF8.self)
      return "\(call.method.rawValue) \(dialect.path(call.path)) \(text)"
    }
    #expect(
      lines == [
        #"DELETE /backends/b/machines/m/metadata {"tag":"env=a b"}"#,
        #"DELETE /clouds/b/machines/m/metadata {"tag":"env=a b"}"#,
        #"DELETE /api/v1/clouds/b/machines/m/tags/env {"value":"a b"}"#,
        #"POST /api/v1/tags [{"resource":{"cloud_id":"b","item_id":"i-1","type":"machine"},"#
          + #""tags":[{"key":"env","op":"-","value":"a b"}]}]"#,
      ])
  }

  @Test(arguments: [
    ("GET /backends", Dialect.backends), ("GET /clouds", .clouds), ("GET /api/v1/clouds", .cloudsV1),
  ])
  func itIsTheOneThatAnswersWithAList(_ line: String, _ dialect: Dialect) async throws {
    let service = try StandIn { request in
      if request.line == "POST /auth" { return .json(#"{"mist_api_token": null, "token": "t"}"#) }
      guard request.headers["authorization"] == "t" else { return .text("Not authorized", status: 401) }
      return request.line == line ? .json("[]") : .text("Not found", status: 404)
    }
    defer { service.stop() }
    let client = MistClient(
      transport: try HTTPTransport(url: service.url), credentials: Credentials(email: "a@b.c", password: "x"))
    #expect(try await client.dialect() == dialect)
    #expect(try await client.backends().isEmpty)
    let nowhere = MachineReference(backend: "b", machine: "m")
    await expect(.notSupported) { _ = try await client.run("true", on: [nowhere]) }
  }

  /// A service of 2015 sends nothing for "no backends", and has no routes of ours.
  @Test func theServiceOf2015IsNotTakenForOurs() async throws {
    let service = try StandIn { request in
      switch request.line {
      case "POST /auth": .json(#"{"mist_api_token": "t"}"#)
      case "GET /backends": .json("null")
      default: .page("<html>404 Not Found</html>", status: 404)
      }
    }
    defer { service.stop() }
    let client = MistClient(
      transport: try HTTPTransport(url: service.url), credentials: Credentials(email: "a@b.c", password: "x"))
    #expect(try await client.backends().isEmpty)
    #expect(service.requests.last?.headers["authorization"] == "mist_1 a@b.c:t")
    await expect(.notSupported) { try await client.forgetHostKey(address: "db1:22") }
    await expect(.notFound) { try await client.deleteBackend("b") }
  }
}
