import ArgumentParser
import Foundation
import MistCommands
import MistModel
import MistOutput
import MistService
import MistShell
import MistWire

/// `serve`: the embedded service for others, over HTTP.
struct Serve: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "serve", abstract: "Serve this store over HTTP to other clients")
  static let risk = Risk.changes
  static let examples = [
    "serve --listen 127.0.0.1:8080",
    "serve --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem",
  ]

  @Option(help: "Address and port; other addresses than loopback need TLS")
  var listen = "127.0.0.1:8080"

  @Option(name: .customLong("tls-cert"), help: "PEM file with the certificate chain")
  var certificate: String?

  @Option(name: .customLong("tls-key"), help: "PEM file with its private key")
  var key: String?

  func run(in shell: any Shell) async throws -> Output {
    guard let embedded = shell.client.transport.unheard as? EmbeddedService else {
      throw MistError(
        .notSupported, "only the embedded service can be served, and this shell uses \(shell.client.place)",
        hint: "use account local goes to it; --account local starts there")
    }
    let address = try ListenAddress(listen)
    let world = shell.world
    let (service, files) = (try embedded.service(), try tlsFiles())
    let serving = Task {
      await service.startMonitoring()
      try await service.serve(on: address, tls: files) { bound in
        let line = "serving \(embedded.stateFolder) at \(bound); Ctrl-C ends\n"
        world.write(.errors, Array(line.utf8))
      }
    }
    // A service manager ends it so; requests under way may still end, as after Ctrl-C.
    let termination = SystemSignal(SIGTERM) { serving.cancel() }
    defer { termination.stop() }
    try await withTaskCancellationHandler {
      try await serving.value
    } onCancel: {
      serving.cancel()
    }
    return .nothing
  }

  private func tlsFiles() throws -> TLSFiles? {
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
    default: throw MistError(.usage, "--tls-cert and --tls-key go together")
    }
  }
}
