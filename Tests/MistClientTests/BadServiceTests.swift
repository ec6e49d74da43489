import Foundation
import Logging
import MistClient
import MistModel
import MistService
import Testing

/// Services elsewhere that do not behave: each is one clear line of the right kind.
@Suite struct BadServiceTests {
  /// What a client says whose service answers so to all but the login.
  private func error(
    _ reply: StandIn.Reply, timeout: Duration = .seconds(60), _ work: (MistClient) async throws -> Void
  ) async throws -> MistError {
    let service = try StandIn { _ in reply }
    defer { service.stop() }
    let client = MistClient(
      transport: try HTTPTransport(url: service.url, timeout: timeout),
      login: Login(
        kept: KeptSession(authorization: "a token", dialect: .backends),
        credentials: { _ in throw MistError(.notLoggedIn, "the session has ended") }))
    var error = try #require(await #expect(throws: MistError.self) { try await work(client) })
    error.summary = error.summary.replacingOccurrences(of: service.url, with: "PLACE")
    #expect(!error.summary.contains("\n") && !error.description.contains("NIO"))
    return error
  }

  private func errorOfListing(_ reply: StandIn.Reply, timeout: Duration = .seconds(60)) async throws -> MistError {
    try await error(reply, timeout: timeout) { _ = try await $0.backends() }
  }

  @Test func aWebPage() async throws {
    let error = try await errorOfListing(.page("\n <!DOCTYPE html><html>Sign in</html>"))
    #expect(error.code == .serviceUnreachable)
    #expect(error.summary == "PLACE answers with a web page, not as a Mist service does")
  }

  @Test func aPageOfAGateway() async throws {
    for status in [502, 503, 504] {
      let error = try await errorOfListing(.page("<html>Bad Gateway</html>", status: status))
      #expect(error.code == .serviceUnreachable && error.summary == "PLACE answered status \(status)")
    }
    let fault = try await errorOfListing(.page("<html>Internal Server Error</html>", status: 500))
    #expect(fault.code == .failed && fault.summary == "PLACE answered status 500")
    // Of the Mist service itself, about a provider.
    let backend = try await errorOfListing(.text("Backend unavailable", status: 503))
    #expect(backend.code == .unreachable && backend.summary == "Backend unavailable")
  }

  @Test func aRedirectIsNotFollowed() async throws {
    let other = try StandIn { _ in .json("[]") }
    defer { other.stop() }
    let error = try await errorOfListing(.redirect(to: other.url + "/backends"))
    #expect(error.code == .serviceUnreachable && error.summary == "PLACE says the service is at \(other.url)")
    #expect(other.requests.isEmpty, "the token went to a place that nobody named")
  }

  @Test func nothingAtAll() async throws {
    let looking = try await errorOfListing(.silence, timeout: .milliseconds(300))
    #expect(looking.code == .serviceUnreachable && looking.summary == "PLACE did not answer in time")
    let changing = try await error(.silence, timeout: .milliseconds(300)) { try await $0.deleteBackend("b") }
    #expect(changing.summary == "PLACE did not answer in time; the outcome of the request is unknown")
  }

  @Test func anAnswerThatIsCutOff() async throws {
    for text in [
      "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"id\": \"b1\"",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"id",
    ] {
      let error = try await errorOfListing(.raw(text))
      #expect(error.code == .serviceUnreachable && error.summary == "PLACE cut its answer off")
    }
    for text in ["", "HTTP/1.1 200 OK\r\nContent-"] {
      #expect(try await errorOfListing(.raw(text)).code == .serviceUnreachable)
    }
  }

  @Test func whatIsNoHTTP() async throws {
    let error = try await errorOfListing(.raw("SSH-2.0-OpenSSH_9.2\r\n"))
    #expect(error.code == .serviceUnreachable && error.summary == "PLACE does not answer as HTTP")
  }

  @Test func whatIsNoJSONOrNotTheRightOne() async throws {
    for text in ["", "OK", #"{"id": 1}"#, #"[{"title": "no id"}]"#, "[[[[", #"[{"id": "b", "provider": 7}]"#] {
      let error = try await errorOfListing(.json(text))
      #expect(error.code == .failed && error.summary.hasPrefix("PLACE gave an answer that is not understood: "))
    }
  }

  @Test func aSessionThatEnded() async throws {
    let error = try await errorOfListing(.text("User not authenticated", status: 401))
    #expect(error.code == .notLoggedIn && error.summary == "the session has ended")
  }

  @Test func whatIsNoMistServiceIsFoundOutAtTheLogin() async throws {
    let page = try StandIn { _ in .page("<html>Welcome</html>") }
    defer { page.stop() }
    func client(_ login: Login) throws -> MistClient {
      MistClient(transport: try HTTPTransport(url: page.url), login: login)
    }
    await expect(.serviceUnreachable) {
      _ = try await client(Login(Credentials(email: "a@b.c", password: "x"))).backends()
    }
    await expect(.serviceUnreachable) {
      let kept = Login(kept: KeptSession(authorization: "t")) { _ in throw MistError(.failed, "not asked for") }
      _ = try await client(kept).backends()
    }
  }
}

/// Certificates come from the openssl tool.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
struct CertificateTests {
  /// Our own service with a certificate of its own making for a name.
  private func with(
    _ name: String, _ work: (_ url: String, _ certificate: [UInt8]) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/mist-certificate-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let service = try MistService(stateFolder: folder, logger: logger)
    let files = TLSFiles(certificate: folder + "/certificate.pem", key: folder + "/key.pem")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=mist test", "-addext", "subjectAltName=\(name)", "-keyout", files.key, "-out", files.certificate,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let certificate = Array(try Data(contentsOf: URL(fileURLWithPath: files.certificate)))
    let (ports, told) = AsyncStream<Int>.makeStream()
    let serving = Task {
      defer { told.finish() }
      try await service.serve(on: try ListenAddress("127.0.0.1:0"), tls: files) { told.yield($0.port) }
    }
    let port = try #require(await ports.first { _ in true })
    do {
      try await work("https://127.0.0.1:\(port)", certificate)
    } catch {
      serving.cancel()
      throw error
    }
    serving.cancel()
    _ = await serving.result
    await service.close()
  }

  private func listing(_ url: String, trusting authorities: [UInt8]?) async -> MistError? {
    do {
      _ = try await MistClient(transport: try HTTPTransport(url: url, authorities: authorities)).backends()
      return nil
    } catch {
      return error as? MistError
    }
  }

  @Test func oneThatNobodyVouchesForIsTold() async throws {
    try await with("IP:127.0.0.1") { url, certificate in
      let stranger = try #require(await listing(url, trusting: nil))
      #expect(stranger.code == .serviceUnreachable)
      #expect(stranger.summary == "the certificate of \(url) is not trusted")
      #expect(stranger.details.first?.hasPrefix("it is for mist test, 127.0.0.1, valid from 20") == true)
      // Trusted by the authority that was named: the service is reached, and wants a login.
      #expect(await listing(url, trusting: certificate)?.code == .notLoggedIn)
      #expect(await listing(url, trusting: Array("no certificate".utf8))?.code == .invalid)
    }
  }

  @Test func oneForAnotherNameIsTold() async throws {
    try await with("DNS:elsewhere.example") { url, certificate in
      let error = try #require(await listing(url, trusting: certificate))
      #expect(error.code == .serviceUnreachable)
      #expect(error.summary == "the certificate of \(url) is for another name")
      #expect(error.details.first?.contains("elsewhere.example") == true)
    }
  }

  @Test func aServiceWithoutHTTPS() async throws {
    let plain = try StandIn { _ in .raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n") }
    defer { plain.stop() }
    let error = try #require(await listing(plain.url.replacingOccurrences(of: "http:", with: "https:"), trusting: nil))
    #expect(error.code == .serviceUnreachable)
  }
}
