import AsyncHTTPClient
import Foundation
import MistModel
import Testing

@testable import MistService

/// Certificates come from the openssl tool.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
struct TLSTests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  private func file(_ name: String) -> String { "\(test.folder)/\(name).pem" }

  private func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  private func makeCertificate(_ name: String) throws -> TLSFiles {
    let files = TLSFiles(certificate: file(name), key: file(name + "-key"))
    try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-keyout", files.key, "-out", files.certificate,
    ])
    return files
  }

  @Test func aCertificateOpensTheService() async throws {
    let files = try makeCertificate("one")
    let (ports, told) = AsyncStream<Int>.makeStream()
    let service = test.service
    let server = Task {
      defer { told.finish() }
      try await service.serve(on: ListenAddress("0.0.0.0:0"), tls: files) { told.yield($0.port) }
    }
    let port = try #require(await ports.first { _ in true })
    var configuration = HTTPClient.Configuration(certificateVerification: .none)
    configuration.timeout.connect = .seconds(20)
    let client = HTTPClient(configuration: configuration)
    let answer = await Task {
      try await client.execute(HTTPClientRequest(url: "https://127.0.0.1:\(port)//keys"), timeout: .seconds(20))
    }.result
    try await client.shutdown()
    server.cancel()
    try await server.value
    #expect(try answer.get().status == .unauthorized)
  }

  @Test func filesThatDoNotFitAreNamed() async throws {
    let (one, other) = (try makeCertificate("one"), try makeCertificate("other"))
    try openssl(["ec", "-aes256", "-passout", "pass:words", "-in", one.key, "-out", file("protected")])
    let faults = [
      (other.key, "the key in \(other.key) does not belong to the certificate in \(one.certificate)"),
      (file("protected"), "\(file("protected")) holds no private key without passphrase in PEM form"),
      (one.certificate, "\(one.certificate) holds no private key without passphrase in PEM form"),
    ]
    for (key, fault) in faults {
      let error = #expect(throws: MistError.self) {
        try TLSFiles(certificate: one.certificate, key: key).configuration()
      }
      #expect(error?.summary == fault)
    }
  }
}
