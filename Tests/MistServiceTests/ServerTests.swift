import Foundation
import MistModel
import NIOCore
import Testing

@testable import MistService

struct ServerTests {
  private let test: TestService

  init() async throws {
    test = try TestService()
    try await test.service.services.accounts.add(email: "anna@example.com", password: "word", by: .owner)
  }

  private func serving(
    patience: TimeAmount = .seconds(30), grace: Duration = .seconds(5), _ work: (Int) async throws -> Void
  ) async throws {
    try await test.serving(patience: patience, grace: grace, work)
  }

  private func logIn(_ port: Int) async throws -> String {
    let answer = try await RawClient.ask(
      port: port, "POST //auth", body: #"{"email":"anna@example.com","password":"word"}"#)
    let token = try #require(answer.firstMatch(of: /"mist_api_token":"([0-9a-f]{64})"/))
    return "Authorization: mist_1 anna@example.com:\(token.1)"
  }

  @Test func aTokenIsNeededForEverythingButTheLogin() async throws {
    try await serving { port in
      for request in ["GET /backends", "GET /keys", "PUT /keys", "GET /whoami", "PUT /accounts", "GET /providers"] {
        let answer = try await RawClient.ask(port: port, request, body: "")
        #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(request)")
        #expect(answer.hasSuffix("\r\n\r\nUser not authenticated: not logged in"))
      }
      let stale = try await RawClient.ask(
        port: port, "GET /keys", headers: ["Authorization: mist_1 anna@example.com:None"])
      #expect(stale.hasPrefix("HTTP/1.1 401 "))
    }
  }

  @Test func theOriginalsWayOfAsking() async throws {
    try await serving { port in
      let token = try await logIn(port)
      let added = try await RawClient.ask(
        port: port, "POST //backends", headers: [token, "Api-Version: 2", "Accept-Encoding: gzip, deflate"],
        body:
          #"{"title":"a/b","provider":"bare_metal","machine_ip":"192.0.2.1","machine_port":"22","remove_on_error":false}"#
      )
      #expect(added.hasPrefix("HTTP/1.1 200 "))
      let id = BackendDigest.id(of: "bare_metala/b")
      #expect(try await RawClient.ask(port: port, "GET //backends", headers: [token]).contains(#""title":"a/b""#))
      let disabled = try await RawClient.ask(
        port: port, "POST /backends/\(id)", headers: [token], body: #"{"new_state":"0"}"#)
      #expect(disabled.hasSuffix("\r\n\r\nOK"))
      // With a body on GET and DELETE, and an empty one said to be there.
      #expect(try await RawClient.ask(port: port, "GET /backends", headers: [token], body: "{}").contains("offline"))
      #expect(
        try await RawClient.ask(port: port, "DELETE /backends/\(id)", headers: [token], body: "{}").hasSuffix("OK"))
      let made = try await RawClient.ask(port: port, "POST /keys", headers: [token], body: "")
      #expect(made.contains("PRIVATE KEY"))
      #expect(
        try await RawClient.ask(port: port, "POST /keys/a%2Fb%20%25", headers: [token]).hasSuffix(
          "Keypair not found: a/b %"))
      #expect(
        try await RawClient.ask(port: port, "PUT /accounts", headers: [token], body: "{}").hasPrefix("HTTP/1.1 400"))
      let refused = try await RawClient.ask(
        port: port, "PUT /accounts", headers: [token], body: #"{"email":"b@c.d","password":"x"}"#)
      #expect(refused.hasPrefix("HTTP/1.1 403 "))
      #expect(
        try await RawClient.ask(port: port, "GET /check_token", headers: [token]).hasSuffix(
          #"{"hello":"anna@example.com"}"#))
    }
  }

  @Test func whatIsNoRequestIsAnsweredOrDropped() async throws {
    try await serving { port in
      for text in ["\r\n\r\n", "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}"] {
        let client = try RawClient(port: port)
        try await client.send(text + "GET /keys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(try await !client.everything().contains("200 OK"))
      }
      let long = try await RawClient.ask(
        port: port, "GET /keys", headers: ["X: " + String(repeating: "x", count: 100_000)])
      #expect(!long.contains("200 OK"))
      let large = try await RawClient.ask(port: port, "POST /auth", body: String(repeating: "x", count: 5 << 20))
      #expect(large.contains("400") || large.isEmpty)
      #expect(try await RawClient.ask(port: port, "GET /keys").hasPrefix("HTTP/1.1 401 "))
    }
  }

  @Test func slowAndIdleClientsAreLetGo() async throws {
    try await serving(patience: .milliseconds(300)) { port in
      let idle = try RawClient(port: port)
      #expect(try await idle.everything().isEmpty)
      let slow = try RawClient(port: port)
      try await slow.send("POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n")
      let dripping = Task {
        for _ in 1...1_000 {
          try await slow.send(" ")
          try await Task.sleep(for: .milliseconds(20))
        }
      }
      _ = try await slow.everything()
      // Let go before all of it had come.
      #expect(await dripping.result.isFailure)
    }
  }

  @Test(.timeLimit(.minutes(5))) func anIdleConnectionDoesNotHoldUpTheEnd() async throws {
    let client = Mutexed<RawClient?>(nil)
    try await serving(patience: .hours(1), grace: .seconds(3_600)) { port in client.set(try RawClient(port: port)) }
  }

  @Test(.timeLimit(.minutes(5))) func aRequestThatNeverEndsIsBrokenOffAtTheEnd() async throws {
    let client = Mutexed<RawClient?>(nil)
    try await serving(patience: .hours(1), grace: .milliseconds(300)) { port in
      let slow = try RawClient(port: port)
      try await slow.send("POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
      // Heard before the end begins.
      _ = try await RawClient.ask(port: port, "GET /keys")
      client.set(slow)
    }
  }

  @Test func anAddressInUseIsToldInWords() async throws {
    try await serving { port in
      let error = await #expect(throws: MistError.self) {
        try await test.service.serve(on: ListenAddress("127.0.0.1:\(port)"))
      }
      #expect(error?.summary == "127.0.0.1:\(port) cannot be listened on: address already in use")
    }
  }

  @Test(arguments: ["0.0.0.0:0", "[::]:0", "192.0.2.1:80", "example.com:80", "127.evil.example:0"])
  func otherAddressesNeedTLS(address: String) async throws {
    let error = await #expect(throws: MistError.self) { try await test.service.serve(on: ListenAddress(address)) }
    #expect(error?.code == .refused)
  }

  @Test func addressesAreRead() throws {
    #expect(try ListenAddress("127.0.0.1:8080").description == "127.0.0.1:8080")
    #expect(try ListenAddress(":8080") == ListenAddress(host: "127.0.0.1", port: 8080))
    #expect(try ListenAddress("[::1]:0").description == "[::1]:0")
    for text in ["", "8080", "a:b", "::1:80", "[::1]", "a:65536", "a:-1", "[a]:1", "a b:1", "http://a:1"] {
      #expect(throws: MistError.self, "\(text)") { try ListenAddress(text) }
    }
  }

  @Test func filesThatAreNoCertificateAreNamed() async throws {
    let path = test.folder + "/nothing.pem"
    func failure() async -> MistError? {
      await #expect(throws: MistError.self) {
        try await test.service.serve(
          on: ListenAddress("127.0.0.1:0"), tls: TLSFiles(certificate: path, key: path))
      }
    }
    #expect(await failure()?.summary == "\(path) cannot be read: no such file or directory")
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: path))
    #expect(await failure()?.summary == "\(path) holds no certificate in PEM form")
  }
}

extension Result {
  fileprivate var isFailure: Bool {
    if case .failure = self { true } else { false }
  }
}
