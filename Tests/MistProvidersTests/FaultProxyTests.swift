import MistModel
import Testing

@testable import MistProviders

/// The proxy between drivers and peers, which other tests rely on.
struct FaultProxyTests {
  private let client: ProviderClient

  init() throws {
    client = try ProviderClient(title: "Juno", words: { _ in nil })
  }

  @Test func passesOnAndCounts() async throws {
    let peer = try ScriptedServer(ScriptedServer.json(200, #"{"link": "http://peer/next"}"#))
    let proxy = try FaultProxy(to: .port(peer.port), replacing: ["http://peer": "http://proxy"])
    defer {
      proxy.stop()
      peer.stop()
    }
    let request = ProviderRequest(.post, try ProviderURL(proxy.url + "/a?b=c"), body: Array("text".utf8))
    #expect(try await client.send(request).text == #"{"link": "http://proxy/next"}"#)
    #expect(proxy.count { $0.method == "POST" && $0.target == "/a?b=c" && $0.body == "text" && $0.isPassedOn } == 1)
    #expect(peer.requests.count == 1)

    proxy.inject(.status(418, body: "no"), times: 1)
    #expect(try await client.send(request).status == 418)
    #expect(try await client.send(request).status == 200)
    #expect(peer.requests.count == 2)
    #expect(proxy.requests.map(\.isPassedOn) == [true, false, true])
  }

  @Test func cutsOffAndLosesAnswers() async throws {
    let peer = try ScriptedServer(ScriptedServer.json(200, "first"), ScriptedServer.json(200, "later"))
    let proxy = try FaultProxy(to: .port(peer.port))
    defer {
      proxy.stop()
      peer.stop()
    }
    let request = ProviderRequest(.post, try ProviderURL(proxy.url))
    proxy.inject(.samePage, times: 2)
    #expect(try await client.send(request).text == "first")
    #expect(try await client.send(request).text == "first")
    #expect(try await client.send(request).text == "later")
    for fault in [FaultProxy.Fault.truncated, .lostAnswer, .hangUp] {
      proxy.reset()
      proxy.inject(fault)
      await #expect(throws: MistError.self) { try await client.send(request) }
    }
  }
}
