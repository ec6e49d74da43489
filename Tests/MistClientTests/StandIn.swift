import Foundation
import Glibc
import Synchronization

/// A service on 127.0.0.1 that answers exactly the bytes a test says, good or bad.
final class StandIn: Sendable {
  struct Request: Sendable {
    /// `GET /backends`, without a query.
    var line: String
    /// Names in lower case.
    var headers: [String: String]
    var body: String
  }

  enum Reply: Sendable {
    case json(String, status: Int = 200)
    case text(String, status: Int)
    case page(String, status: Int = 200)
    case redirect(to: String)
    /// Those bytes, and the connection is closed.
    case raw(String)
    /// Nothing, as long as the other side waits.
    case silence
  }

  let url: String
  private let listener: Int32
  private let answer: @Sendable (Request) -> Reply
  private let received = Mutex<[Request]>([])

  init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    self.answer = answer
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
    listener = descriptor
    url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { [self] in serve(connection) }
      }
    }
  }

  /// All requests, in the order they came.
  var requests: [Request] { received.withLock { $0 } }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var bytes = Data()
    while let request = next(in: &bytes, from: connection) {
      received.withLock { $0.append(request) }
      switch answer(request) {
      case .json(let text, let status): send(text, status, "application/json", to: connection)
      case .text(let text, let status): send(text, status, "text/plain", to: connection)
      case .page(let text, let status): send(text, status, "text/html", to: connection)
      case .redirect(let place):
        send("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n", to: connection)
      case .raw(let text):
        send(text, to: connection)
        return
      case .silence:
        // Until the client gives up.
        _ = read(connection, &bytes)
        return
      }
    }
  }

  private func next(in bytes: inout Data, from connection: Int32) -> Request? {
    let blankLine = Data("\r\n\r\n".utf8)
    while bytes.range(of: blankLine) == nil {
      // What does not begin with a word is no HTTP, and has no end to wait for.
      guard read(connection, &bytes), bytes.first.map({ $0 > 0x20 }) ?? true else { return nil }
    }
    guard let end = bytes.range(of: blankLine) else { return nil }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let headers = head.dropFirst().map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
    let named = Dictionary(
      headers.map { ($0[0].lowercased(), $0[1].trimmingCharacters(in: .whitespaces)) }, uniquingKeysWith: { $1 })
    let length = named["content-length"].flatMap { Int($0) } ?? 0
    while bytes.distance(from: end.upperBound, to: bytes.endIndex) < length {
      guard read(connection, &bytes) else { return nil }
    }
    let body = bytes[end.upperBound...].prefix(length)
    bytes = Data(bytes[end.upperBound...].dropFirst(length))
    let words = head[0].split(separator: " ").map(String.init)
    let path = words[1].split(separator: "?").first.map(String.init) ?? "/"
    return Request(line: words[0] + " " + path, headers: named, body: String(decoding: body, as: UTF8.self))
  }

  private func read(_ connection: Int32, _ bytes: inout Data) -> Bool {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(connection, &piece, piece.count)
    if count > 0 { bytes.append(contentsOf: piece[..<count]) }
    return count > 0
  }

  private func send(_ body: String, _ status: Int, _ type: String, to connection: Int32) {
    send(
      "HTTP/1.1 \(status) Any\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
      to: connection)
  }

  private func send(_ text: String, to connection: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
