import MistModel
import NIOCore
import NIOPosix

/// Whether something accepts TCP connections at an address. Any number of them are asked at the same time.
enum Reach {
  static func answers(host: String, port: Int, within limit: TimeAmount = .seconds(5)) async -> Bool {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(limit)
    guard let channel = try? await bootstrap.connect(host: host, port: port).get() else { return false }
    channel.close(promise: nil)
    return true
  }
}
