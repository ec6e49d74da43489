import Glibc
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import MistModel
import NIOCore
import ServiceLifecycle

extension MistService {
  /// Answers over HTTP until the task is cancelled; requests under way may then still end.
  ///
  /// Without TLS only addresses of this computer are served: tokens and private keys would go over the network for
  /// all to read.
  ///
  /// - Parameter onReady: told the address once clients are heard, with the real port.
  public func serve(
    on address: ListenAddress, tls: TLSFiles? = nil, onReady: @escaping @Sendable (ListenAddress) -> Void = { _ in }
  ) async throws {
    guard tls != nil || address.isLoopback else {
      throw MistError(
        .refused, "without TLS \(address) is not served: passwords and keys could be read on the way",
        hint: "give --tls-cert and --tls-key, or listen on 127.0.0.1:\(address.port)")
    }
    try await serve(on: address, tls: tls, patience: .seconds(60), grace: .seconds(10), onReady: onReady)
  }

  /// - Parameters:
  ///   - patience: for clients that hold a connection without using it.
  ///   - grace: for requests under way when it ends.
  func serve(
    on address: ListenAddress, tls: TLSFiles?, patience: TimeAmount, grace: Duration,
    onReady: @escaping @Sendable (ListenAddress) -> Void
  ) async throws {
    // Jobs that others left are gone on with; a vault that needs its passphrase leaves them for later.
    try? await services.creation.goOnWithAll()
    try? await services.monitoring.goOnWithAll()
    await services.monitoring.puller.start()
    let application = Application(
      responder: ServedResponder(responder: Routes.router(services).buildResponder()),
      server: try server(tls: tls, patience: patience),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: "mist-shell",
        availableConnectionsDelegate: MaximumAvailableConnections(500)),
      onServerRunning: { channel in
        onReady(ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
      },
      logger: logger)
    var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
    configuration.maximumGracefulShutdownDuration = grace
    let group = ServiceGroup(configuration: configuration)
    // A task of its own: a cancellation shall end it in peace, not break it off.
    let serving = Task { try await group.run() }
    do {
      try await withTaskCancellationHandler {
        try await serving.value
      } onCancel: {
        Task { await group.triggerGracefulShutdown() }
      }
    } catch let error as IOError {
      throw MistError(
        .failed, "\(address) cannot be listened on: \(systemWords(error.errnoCode))", hint: error.nextStep)
    } catch is SocketAddressError {
      throw MistError(.invalid, "no address of this computer is called '\(address.host)'")
    }
  }

  private func server(tls: TLSFiles?, patience: TimeAmount) throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [SlowClients(limit: patience)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 64 << 10, maxHeaderFieldCount: 100)))
    guard let tls else { return plain }
    return try .tls(plain, tlsConfiguration: tls.configuration())
  }
}

/// The service's one responder, as the type that an application wants.
private struct ServedResponder: HTTPResponder {
  let responder: any HTTPResponder<ServiceContext>

  func respond(to request: Request, context: ServiceContext) async throws -> Response {
    try await responder.respond(to: request, context: context)
  }
}

extension IOError {
  fileprivate var nextStep: String? {
    switch errnoCode {
    case EADDRINUSE: "another program listens there: take another port, or 0 for any that is free"
    case EACCES: "ports below 1024 are for root: take a higher one"
    case EADDRNOTAVAIL: "it is no address of this computer"
    default: nil
    }
  }
}
