import MistModel
import Testing

@testable import MistProviders

/// What a driver's HTTP client does with answers good and bad.
struct ProviderClientTests {
  private let client: ProviderClient

  init() throws {
    client = try ProviderClient(title: "Juno", words: { answer in answer.text.isEmpty ? nil : answer.text })
  }

  @Test func readsJSON() async throws {
    let server = try ScriptedServer(ScriptedServer.json(200, #"{"name": "db1"}"#))
    defer { server.stop() }
    let url = try ProviderURL(server.url).appending("a/b", "ü").adding([("q", "x y&z")])
    let value: [String: String] = try await client.value(ProviderRequest(.get, url))
    #expect(value == ["name": "db1"])
    #expect(server.requests.first?.hasPrefix("GET /a%2Fb/%C3%BC?q=x%20y%26z HTTP/1.1\r\n") == true)
  }

  @Test(arguments: [
    (401, MistError.Code.credentialsRejected), (403, .refused), (404, .notFound), (409, .conflict), (422, .invalid),
    (302, .failed),
  ])
  func anErrorStatusIsAnErrorOfItsKind(status: Int, code: MistError.Code) async throws {
    let server = try ScriptedServer(ScriptedServer.json(status, "no \u{1B}[31mway\nsecond line"))
    defer { server.stop() }
    let error = await error(of: ProviderRequest(.get, try ProviderURL(server.url)))
    #expect(error?.code == code)
    #expect(error?.summary.hasPrefix("Juno: ") == true)
    #expect(error?.summary.hasSuffix("no [31mway") == true)
    #expect(server.requests.count == 1)
  }

  @Test func whoIsAskedForPatienceTriesAgain() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(429, "", "Retry-After: 0"), ScriptedServer.json(200, "{}"))
    defer { server.stop() }
    let answer = try await client.send(ProviderRequest(.post, try ProviderURL(server.url)))
    #expect(answer.status == 200)
    #expect(server.requests.count == 2)
  }

  @Test func patienceThatOutlastsTheDeadlineIsNotWaitedFor() async throws {
    let server = try ScriptedServer(ScriptedServer.json(429, "", "Retry-After: 3600"))
    defer { server.stop() }
    let error = await error(of: ProviderRequest(.get, try ProviderURL(server.url)))
    #expect(error?.code == .tooMany)
    #expect(error?.hint == "try again in 3600 s")
    #expect(server.requests.count == 1)
  }

  @Test(arguments: ["1e300", "inf", "nan", "-1", "tomorrow"])
  func patienceBeyondReasonIsNoTrouble(asked: String) async throws {
    let server = try ScriptedServer(ScriptedServer.json(429, "", "Retry-After: \(asked)"))
    defer { server.stop() }
    var request = ProviderRequest(.get, try ProviderURL(server.url))
    request.deadline = .seconds(2)
    #expect(await error(of: request)?.code == .tooMany)
  }

  /// What was deleted by a try whose answer was lost is not there for the next one.
  @Test func whatIsGoneAfterALostAnswerWasDeleted() async throws {
    for first in [ScriptedServer.Reply.hangUp, ScriptedServer.json(502, "")] {
      let server = try ScriptedServer(first, ScriptedServer.json(404, "no such machine"))
      defer { server.stop() }
      let url = try ProviderURL(server.url)
      #expect(await error(of: ProviderRequest(.delete, url)) == nil)
      #expect(server.requests.count == 2)
      // That one had no try before.
      #expect(await error(of: ProviderRequest(.delete, url))?.code == .notFound)
    }
    let reading = try ScriptedServer(.hangUp, ScriptedServer.json(404, "no such machine"))
    defer { reading.stop() }
    #expect(await error(of: ProviderRequest(.get, try ProviderURL(reading.url)))?.code == .notFound)
    let limited = try ScriptedServer(
      ScriptedServer.json(429, "", "Retry-After: 0"), ScriptedServer.json(404, "no such machine"))
    defer { limited.stop() }
    #expect(await error(of: ProviderRequest(.delete, try ProviderURL(limited.url)))?.code == .notFound)
  }

  @Test func pagesWithoutEndHaveAnEnd() async throws {
    var asked = 0
    let error = await #expect(throws: MistError.self) {
      _ = try await everyPage(of: "images", in: "Juno") { token in
        asked += 1
        return Page([asked], next: PageToken("\(asked)"))
      }
    }
    #expect(error?.summary == "Juno: its list of images does not end" && asked == 1000)
  }

  @Test func readingIsTriedAgainAfterTroubleAndChangingIsNot() async throws {
    let server = try ScriptedServer(ScriptedServer.json(500, ""), .hangUp, ScriptedServer.json(200, "{}"))
    defer { server.stop() }
    #expect(try await client.send(ProviderRequest(.get, try ProviderURL(server.url))).status == 200)
    #expect(server.requests.count == 3)

    let other = try ScriptedServer(.hangUp)
    defer { other.stop() }
    let error = await error(of: ProviderRequest(.post, try ProviderURL(other.url)))
    #expect(error?.code == .unreachable)
    #expect(error?.hint == "whether it was done is not known: look before you try again")
    #expect(other.requests.count == 1)
  }

  @Test func aCutAnswerIsNoAnswer() async throws {
    let server = try ScriptedServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":"))
    defer { server.stop() }
    let error = await error(of: ProviderRequest(.post, try ProviderURL(server.url)))
    #expect(error?.summary == "Juno: \(server.url) cannot be reached: its answer was cut off")
  }

  @Test func aWrongTypeIsNamedByItsPlace() async throws {
    let server = try ScriptedServer(ScriptedServer.json(200, #"{"servers": [{"id": 7}]}"#))
    defer { server.stop() }
    struct Listing: Decodable {
      struct Server: Decodable { var id: String }
      var servers: [Server]
    }
    let request = ProviderRequest(.get, try ProviderURL(server.url))
    let error = await #expect(throws: MistError.self) { try await client.value(request, as: Listing.self) }
    #expect(error?.summary == "Juno: the answer of \(server.url) is not understood (at servers.0.id)")
  }

  @Test func whoHangsIsLeft() async throws {
    let server = try ScriptedServer(.silence)
    defer { server.stop() }
    var request = ProviderRequest(.get, try ProviderURL(server.url))
    request.deadline = .milliseconds(300)
    #expect(await error(of: request)?.code == .timedOut)
  }

  @Test func nobodyThereIsSaidAtOnce() async throws {
    let server = try ScriptedServer(.hangUp)
    server.stop()
    let error = await error(of: ProviderRequest(.get, try ProviderURL(server.url)))
    #expect(error?.summary == "Juno: \(server.url) cannot be reached: connection refused")
  }

  @Test func stoppingStopsARequest() async throws {
    let server = try ScriptedServer(.silence)
    defer { server.stop() }
    let url = try ProviderURL(server.url)
    let work = Task { [client] in try await client.send(ProviderRequest(.get, url)) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    work.cancel()
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .interrupted)
  }

  private func error(of request: ProviderRequest) async -> MistError? {
    do {
      _ = try await client.success(request)
      return nil
    } catch {
      return error as? MistError
    }
  }
}

/// Addresses that are built and followed.
struct ProviderURLTests {
  @Test(arguments: [
    "ftp://host", "https://", "https://user@host", "host", "https://a b", "https://host\r\nX: 1", "javascript:alert(1)",
  ])
  func whatIsNoAddressIsRefused(text: String) {
    #expect(throws: MistError.self) { try ProviderURL(text) }
  }

  @Test func aLinkMayNotLeadElsewhere() throws {
    let url = try ProviderURL("https://API.example.org:8774/v2.1/")
    #expect(url.description == "https://api.example.org:8774/v2.1")
    #expect(try url.following("https://api.example.org:8774/v2.1/servers?marker=a").query == "marker=a")
    #expect(try url.following("/v3/x").description == "https://api.example.org:8774/v3/x")
    #expect(try ProviderURL("https://api.example.org:443/a").following("https://api.example.org/b").path == "/b")
    #expect(try ProviderURL("https://api.example.org").following("https://api.example.org:443/b").path == "/b")
    #expect(try ProviderURL("http://[fd00::1]:80/a").description == "http://[fd00::1]/a")
    #expect(try ProviderURL("https://api.example.org:80").origin == "https://api.example.org:80")
    for link in [
      "https://evil.example.org/v2.1", "http://api.example.org:8774/", "//evil.example.org/",
      "https://api.example.org:8774@evil.example.org/",
    ] {
      #expect(throws: MistError.self) { try url.following(link) }
    }
  }

  @Test func aSocketHasAnAddress() {
    let url = ProviderURL(socket: "/run/Docker.sock").appending(path: "/_ping")
    #expect(url.description == "http+unix://%2Frun%2FDocker.sock/_ping")
    #expect(url.place == "/run/Docker.sock")
  }
}
