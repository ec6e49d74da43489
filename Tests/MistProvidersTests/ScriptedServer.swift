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

  let port: UInt16
  private let listener: Int32
  private let replies: [Reply]
  private let state = Mutex<(requests: [String], held: [Int32], isStopped: Bool)>(([], [], false))

  var url: String { "http://127.0.0.1:\(port)" }
  /// The head and body of each request, as received.
  var requests: [String] { state.withLock { $0.requests } }

  /// - Parameter replies: the last one is repeated.
  init(_ replies: Reply...) throws {
    self.replies = replies
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard listener >= 0, bound == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    var length = size
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &length) }
    }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [self] in serve() }
  }

  /// With a status line, a length and a JSON type.
  static func json(_ status: Int, _ body: String, _ headers: String...) -> Reply {
    let head =
      ["HTTP/1.1 \(status) X", "Content-Type: application/json", "Content-Length: \(body.utf8.count)"] + headers
    return .bytes(head.joined(separator: "\r\n") + "\r\nConnection: close\r\n\r\n" + body)
  }

  func stop() {
    let held = state.withLock { state in
      state.isStopped = true
      return state.held
    }
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    for connection in held { close(connection) }
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { return }
      let request = read(connection)
      let count = state.withLock { state in
        state.requests.append(request)
        return state.requests.count
      }
      switch replies[min(count, replies.count) - 1] {
      case .bytes(let text):
        Array(text.utf8).withUnsafeBytes {
          _ = send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        shutdown(connection, Int32(SHUT_WR))
        close(connection)
      case .hangUp: close(connection)
      case .silence: state.withLock { $0.held.append(connection) }
      }
    }
  }

  /// The head, and as much of a body as it announces.
  private func read(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { break }
      bytes += piece.prefix(count)
      let text = String(decoding: bytes, as: UTF8.self)
      guard let head = text.range(of: "\r\n\r\n") else { continue }
      let announced = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
        .first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
      if text[head.upperBound...].utf8.count >= announced ?? 0 { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
