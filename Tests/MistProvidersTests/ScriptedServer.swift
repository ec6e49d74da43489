import Foundation
import Synchronization

/// A server on 127.0.0.1 that answers each connection with the next of some texts, byte by byte as given, and writes
/// down what it was asked. For answers that no decent server gives.
final class ScriptedServer: Sendable {
  /// What a connection gets.
  enum Reply: Sendable {
    case bytes(String)
    /// Nothing, until the server stops.
    case silence
    /// The connection ends before an answer.
    case hangUp
  }

  private let listener: LoopbackListener
  private let replies: [Reply]
  private let state = Mutex<(requests: [String], held: [Connection])>(([], []))

  var port: UInt16 { listener.port }
  var url: String { listener.url }
  /// The head and body of each request, as received.
  var requests: [String] { state.withLock { $0.requests } }

  /// - Parameter replies: the last one is repeated.
  convenience init(_ replies: Reply...) throws {
    try self.init(replies)
  }

  init(_ replies: [Reply]) throws {
    self.replies = replies
    listener = try LoopbackListener()
    Thread.detachNewThread { [self] in serve() }
  }

  /// With a status line, a length and a JSON type.
  static func json(_ status: Int, _ body: String, _ headers: String...) -> Reply {
    let head =
      ["HTTP/1.1 \(status) X", "Content-Type: application/json", "Content-Length: \(body.utf8.count)"] + headers
    return .bytes(head.joined(separator: "\r\n") + "\r\nConnection: close\r\n\r\n" + body)
  }

  func stop() {
    listener.stop()
    for connection in state.withLock({ $0.held }) { connection.close() }
  }

  private func serve() {
    while let connection = listener.accept() {
      let request = String(decoding: connection.readMessage().bytes, as: UTF8.self)
      let count = state.withLock { state in
        state.requests.append(request)
        return state.requests.count
      }
      switch replies[min(count, replies.count) - 1] {
      case .bytes(let text):
        connection.write(Array(text.utf8))
        connection.close()
      case .hangUp: connection.close()
      case .silence: state.withLock { $0.held.append(connection) }
      }
    }
  }
}
