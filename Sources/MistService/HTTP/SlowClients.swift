import NIOCore
import NIOHTTPTypes

/// Lets go of clients that hold a connection without using it: a request must arrive whole within its time, and an
/// answer must be taken.
final class SlowClients: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart

  private let limit: TimeAmount
  private var arrival: Scheduled<Void>?
  private var reading: Scheduled<Void>?

  /// - Parameter limit: for the next request to arrive, and for an answer to go on being read.
  init(limit: TimeAmount) {
    self.limit = limit
  }

  func handlerAdded(context: ChannelHandlerContext) {
    waitForRequest(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    arrival?.cancel()
    reading?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = unwrapInboundIn(data) { arrival?.cancel() }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { waitForRequest(context) }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    reading?.cancel()
    if !context.channel.isWritable { reading = closing(context) }
    context.fireChannelWritabilityChanged()
  }

  private func waitForRequest(_ context: ChannelHandlerContext) {
    arrival?.cancel()
    arrival = closing(context)
  }

  private func closing(_ context: ChannelHandlerContext) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
  }
}
