import MistModel
import MistWire
import Testing

@testable import MistService

struct TokensTests {
  private let test: TestService
  private var accounts: AccountsService { test.service.services.accounts }

  init() async throws {
    test = try TestService()
    for email in ["ann@example.org", "bob@example.org"] {
      try await accounts.add(email: email, password: " pass ", by: .owner)
    }
  }

  private func asked(
    _ port: Int, _ request: String, token: String? = nil, _ body: JSONValue? = nil
  ) async throws -> (status: Int, body: JSONValue) {
    let (status, text) = try await RawClient.answer(
      port: port, request, headers: token.map { ["Authorization: \($0)"] } ?? [],
      body: try body.map { String(decoding: try WireJSON.bytes($0), as: UTF8.self) } ?? "")
    return (status, (try? WireJSON.value(JSONValue.self, from: Array(text.utf8))) ?? .string(text))
  }

  @Test func aTokenIsWholeOnce() async throws {
    try await test.serving { port in
      let made = try await asked(
        port, "POST /api/v1/tokens", ["name": "cron", "email": "ann@example.org", "password": " pass ", "org_id": ""])
      let token = try #require(made.body["token"]?.string)
      #expect(made.body["name"] == "cron" && token.count == 64)
      let listed = try await asked(port, "GET /api/v1/tokens", token: token).body.items
      #expect(listed.count == 1)
      #expect(listed[0]["token"] == .string(token.prefix(4) + "..."))
      #expect(try await asked(port, "GET /api/v1/clouds", token: token).body == [])

      let second = try await asked(port, "POST /api/v1/tokens", token: token, ["name": "other", "ttl": 60])
      let id = try #require(second.body["id"]?.string)
      let other = try #require(second.body["token"]?.string)
      #expect(second.body["ttl"] == 60)
      #expect(try await asked(port, "GET /check_token", token: other).body == ["hello": "ann@example.org"])
      #expect(try await asked(port, "DELETE /api/v1/tokens", token: token, ["id": .string(id)]).status == 200)
      let gone = try await asked(port, "GET /check_token", token: other)
      #expect(gone.status == 401 && gone.body.string?.hasPrefix("User not authenticated") == true)
    }
  }

  @Test func nobodySeesTheTokensOfOthers() async throws {
    try await test.serving { port in
      let ann = try await accounts.logIn(email: "ann@example.org", password: " pass ", from: nil).token
      let bob = try await accounts.logIn(email: "bob@example.org", password: " pass ", from: nil).token
      let listed = try await asked(port, "GET /api/v1/tokens", token: bob).body.items
      #expect(listed.map { $0["name"] } == ["login"])
      let id = try #require(listed[0]["id"])
      #expect(try await asked(port, "DELETE /api/v1/tokens", token: ann, ["id": id]).status == 404)
      #expect(try await asked(port, "GET /api/v1/tokens", token: bob).status == 200)
      #expect(try await asked(port, "GET /api/v1/tokens").status == 401)
      #expect(try await asked(port, "POST /api/v1/tokens", ["name": "x"]).status == 401)
      let wrong: JSONValue = ["email": "ann@example.org", "password": "pass"]
      #expect(try await asked(port, "POST /api/v1/tokens", wrong).status == 401)
      // The owner sees all, and needs none.
      #expect(try await test.asked(.get, "/api/v1/tokens").items.count == 2)
      #expect(try await test.ask(.post, "/api/v1/tokens", ["name": "x"]).status == 403)
    }
  }

  @Test func aTokenEndsWhenItWasSaidTo() async throws {
    let caller = Caller.account(email: "ann@example.org")
    let login = try await accounts.logIn(email: "ann@example.org", password: " pass ", from: nil).token
    let short = try await accounts.makeToken(named: "short", lifetime: 60, by: caller).text
    let long = try await accounts.makeToken(named: "long", lifetime: nil, by: caller).text
    test.clock.advance(by: 61)
    await #expect(throws: MistError.self) { try await accounts.caller(authorization: short) }
    #expect(try await accounts.caller(authorization: login) == caller)
    test.clock.advance(by: 40 * 86_400)
    await #expect(throws: MistError.self) { try await accounts.caller(authorization: login) }
    #expect(try await accounts.caller(authorization: long) == caller)
    #expect(try await accounts.tokens(of: caller).map(\.name) == ["long"])
    for lifetime in [-1.0, .infinity] {
      await #expect(throws: MistError.self) {
        try await accounts.makeToken(named: "x", lifetime: lifetime, by: caller)
      }
    }
  }

  @Test func theAccountPageIsReadAsItsClientsReadIt() throws {
    let account = Account(
      email: "ann@example.org", userDetails: ["name": "Ann </script> = ; Lee"], currentPlan: ["started": 5])
    let page = try AccountPage(account).text
    var values: [String: JSONValue] = [:]
    for script in page.matches(of: /<script>( var [^<]*)<\/script>/) {
      let parts = script.1.split(separator: "=")
      #expect(parts.count == 2 && !script.1.contains(";"))
      values[String(parts[0].dropFirst(" var ".count))] = try WireJSON.value(
        JSONValue.self, from: Array(parts[1].utf8))
    }
    #expect(values["FIRST_NAME"] == "Ann" && values["LAST_NAME"] == "</script> = ; Lee")
    #expect(values["EMAIL"] == "ann@example.org" && values["ORGS"] == [])
    #expect(values["CURRENT_PLAN"]?["machine_limit"] == "unlimited" && values["CURRENT_PLAN"]?["started"] == 5)
  }
}
