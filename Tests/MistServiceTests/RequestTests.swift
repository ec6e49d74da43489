import MistModel
import MistWire
import Testing

@testable import MistService

/// What clients send that is not as it should be.
struct RequestTests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  private func send(_ method: WireRequest.Method, _ path: WirePath, _ text: String) async throws -> WireAnswer {
    try await test.service.transport.send(WireRequest(method, path, body: Array(text.utf8)))
  }

  @Test(arguments: ["", "no json", "{", "[]", "null", "\"text\"", "{\"id\":1,\"priv\":2}", "\u{FEFF}{}"])
  func aBodyThatIsNotAsItMustBeIsNoCrash(text: String) async throws {
    for (method, path) in [
      (WireRequest.Method.put, "/keys"), (.post, "/backends"), (.put, "/backends/x"), (.post, "/auth"),
      (.put, "/accounts"),
    ] as [(WireRequest.Method, WirePath)] {
      let answer = try await send(method, path, text)
      #expect(answer.status == 400, "\(method.rawValue) \(path) \(text)")
      #expect(!answer.text.isEmpty && !answer.text.contains("\n"))
    }
  }

  @Test func aBodyThatIsTooLargeIsRefused() async throws {
    let large = String(repeating: "x", count: 5 << 20)
    let answer = try await send(.put, "/keys", #"{"id":"a","priv":"\#(large)"}"#)
    #expect(answer.status == 400)
    #expect(answer.text == "Bad Request: the body is larger than 4 MiB")
  }

  @Test func anUnknownRouteSaysSo() async throws {
    #expect(try await test.ask(.get, "/nowhere").status == 404)
    #expect(try await test.ask(.delete, "/keys").status == 404)
  }

  @Test func ourOwnClientGetsErrorsAsJSON() async throws {
    let answer = try await test.asked(.delete, "/keys/x", headers: ["mist-client": "1"])
    #expect(answer["code"] == "not-found" && answer["summary"] == "no key 'x'")
  }

  @Test(arguments: ["/keys/%", "/keys/%zz", "/keys/%FF%FE"])
  func anIdThatCannotBeReadIsRefused(path: WirePath) async throws {
    #expect(try await test.ask(.post, path).status == 400)
  }

  @Test(arguments: ["a/b", "a?b#c", "100%", "Ω 🖥", "../..", "%2F"])
  func aBackendMayHaveAnyTitle(title: String) async throws {
    #expect(try await test.addServer(title).status == 200)
    let id = BackendDigest.id(of: "bare_metal" + title)
    #expect(try await test.ask(.put, "/backends/\(id)", ["new_name": .string(title + "!")]).text == "OK")
    #expect(try await test.asked(.get, "/backends").items[0]["title"] == .string(title + "!"))
  }

  @Test(arguments: ["a/b", "a?b#c", "100%", "Ω 🖥", "..", "%2F"])
  func anUnknownIdIsNamedAsItWasAsked(id: BackendID) async throws {
    #expect(try await test.ask(.delete, "/backends/\(id)").text == "Backend not found: \(id)")
  }

  @Test func noSecretIsInAnyAnswer() async throws {
    _ = try await test.ask(.put, "/accounts", ["email": "a@b.c", "password": "SECRET"])
    let texts = [
      try await test.ask(.post, "/auth", ["email": "a@b.c", "password": "SECRET2"]).text,
      try await test.ask(.put, "/keys", ["id": "k", "priv": "SECRET"]).text,
      try await test.ask(.put, "/keys", ["id": ["SECRET"], "priv": "SECRET"]).text,
      try await test.ask(
        .post, "/backends", ["title": "t", "provider": "linode", "api_key": "SECRET", "remove_on_error": false]
      ).text,
      try await test.ask(.get, "/backends").text,
    ]
    for text in texts { #expect(!text.contains("SECRET")) }
  }
}
