import MistModel
import NIOCore
import NIOPosix
import NIOSSL

extension DockerEngine {
  private static let connectTimeout = TimeAmount.seconds(5)

  /// Does work over a connection that the engine gives up to one command: behind the head of its answer both sides write
  /// as they like (docs.docker.com/reference/api/engine/version/v1.41, "Hijacking").
  func takingOver(_ call: Call, _ work: @escaping @Sendable (TakenConnection) async throws -> Void) async throws {
    let request = request(call)
    do {
      try await connect(request.url).executeThenClose { inbound, outbound in
        let connection = TakenConnection(inbound.makeAsyncIterator(), outbound)
        try await connection.write(head(of: request) + request.body)
        var answer = try await connection.answer()
        guard answer.status == 101 || answer.isSuccess else {
          answer.body = try await connection.body(of: answer)
          throw client.error(behind: answer, to: request)
        }
        try await work(connection)
      }
    } catch {
      throw ProviderFault(request, title: title).mistError(error)
    }
  }

  private func head(of request: ProviderRequest) -> [UInt8] {
    var headers = request.headers
    if !host.isSocket { headers.append(("Host", request.url.authority)) }
    headers += [
      ("User-Agent", "mist-shell"), ("Connection", "Upgrade"), ("Upgrade", "tcp"),
      ("Content-Length", "\(request.body.count)"),
    ]
    let lines = headers.map { "\($0): \($1)\r\n" }.joined()
    return Array("\(request.method.rawValue) \(request.url.path) HTTP/1.1\r\n\(lines)\r\n".utf8)
  }

  private func connect(_ url: ProviderURL) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(Self.connectTimeout)
    switch try url.peer() {
    case .socket(let path): return try await bootstrap.connect(unixDomainSocketPath: path) { wrapped($0) }
    case .host(let name, let port, isSecure: false):
      return try await bootstrap.connect(host: name, port: port) { wrapped($0) }
    case .host(let name, let port, isSecure: true):
      let context = try NIOSSLContext(configuration: try host.tls.configuration())
      // An address is no name that a server could choose its certificate by.
      let serverName = (try? SocketAddress(ipAddress: name, port: port)) == nil ? name : nil
      return try await bootstrap.connect(host: name, port: port) { channel in
        wrapped(channel) { try NIOSSLClientHandler(context: context, serverHostname: serverName) }
      }
    }
  }
}

private func wrapped(
  _ channel: any Channel, behind handler: @escaping @Sendable () throws -> NIOSSLClientHandler? = { nil }
) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
  channel.eventLoop.makeCompletedFuture {
    if let handler = try handler() { try channel.pipeline.syncOperations.addHandler(handler) }
    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
  }
}
