import NIOCore
import NIOHTTPTypes

/// Lets go of clients that hold a connection without using it: a request must arrive whole within its time, and an
/// answer must be taken.
final class SlowClients: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart

  private let limit: TimeAmount
  /// Requests whose head has come and whose answer has not gone out.
  private var unanswered = 0
  private var arrival: Scheduled<Void>?
  private var reading: Scheduled<Void>?

  /// - Parameter limit: for the next request to arrive, and for an answer to go on being read.
  init(limit: TimeAmount) {
    self.limit = limit
  }

  func handlerAdded(context: ChannelHandlerContext) {
    waitUnlessAnswering(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    arrival?.cancel()
    reading?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: unanswered += 1
    case .body: break
    case .end: waitUnlessAnswering(context)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      unanswered -= 1
      waitUnlessAnswering(context)
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    reading?.cancel()
    if !context.channel.isWritable { reading = closing(context) }
    context.fireChannelWritabilityChanged()
  }

  /// While the service works on an answer, however long, it is not the client who is slow.
  private func waitUnlessAnswering(_ context: ChannelHandlerContext) {
    arrival?.cancel()
    if unanswered <= 0 { arrival = closing(context) }
  }

  private func closing(_ context: ChannelHandlerContext) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
  }
}
