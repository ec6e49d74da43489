import Foundation

/// A listening socket on 127.0.0.1, on a port that the system picks.
struct LoopbackListener: Sendable {
  let port: UInt16
  private let socket: Int32

  init() throws {
    let listener = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let bound = withLoopbackAddress(port: 0) { bind(listener, $0, $1) }
    guard listener >= 0, bound == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &length) }
    }
    socket = listener
    port = UInt16(bigEndian: address.sin_port)
  }

  var url: String { "http://127.0.0.1:\(port)" }

  /// The next connection; `nil` after `stop`.
  func accept() -> Connection? {
    let connection = Foundation.accept(socket, nil, nil)
    if connection >= 0 { return Connection(socket: connection) }
    close(socket)
    return nil
  }

  /// Nobody is let in any more. The one who accepts closes the socket: its number could be another's by then.
  func stop() {
    shutdown(socket, Int32(SHUT_RDWR))
  }
}

/// One connection, read and written whole.
struct Connection: Sendable {
  let socket: Int32

  init(socket: Int32) {
    self.socket = socket
  }

  /// - Returns: `nil` when nobody listens there.
  static func open(port: UInt16) -> Connection? {
    let connection = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard withLoopbackAddress(port: port, { connect(connection, $0, $1) }) == 0 else {
      Foundation.close(connection)
      return nil
    }
    return Connection(socket: connection)
  }

  /// - Returns: `nil` when nobody listens there.
  static func open(path: String) -> Connection? {
    let connection = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path) - 1
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(room)) }
    let isOpen = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isOpen else {
      Foundation.close(connection)
      return nil
    }
    return Connection(socket: connection)
  }

  /// What has come; `nil` at the end.
  func read() -> [UInt8]? {
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = recv(socket, &piece, piece.count, 0)
    return count > 0 ? Array(piece.prefix(count)) : nil
  }

  /// All that comes until the other side ends.
  func readToEnd() -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = read() { bytes += piece }
    return bytes
  }

  /// The head of an HTTP message, and as much of its body as it announces.
  func readMessage() -> HTTPMessage {
    var bytes: [UInt8] = []
    while let piece = read() {
      bytes += piece
      let message = HTTPMessage(bytes)
      if message.isWhole { return message }
    }
    return HTTPMessage(bytes)
  }

  /// - Returns: whether all of it went out.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  func close() {
    shutdown(socket, Int32(SHUT_WR))
    Foundation.close(socket)
  }
}

/// A request or an answer as its bytes came.
struct HTTPMessage: Sendable {
  /// With the blank line; empty while it is not complete.
  var head: String
  var body: [UInt8]

  init(_ bytes: [UInt8]) {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
      (head, body) = ("", bytes)
      return
    }
    head = String(decoding: bytes[..<end.upperBound], as: UTF8.self)
    body = Array(bytes[end.upperBound...])
  }

  var bytes: [UInt8] { Array(head.utf8) + body }
  /// By the length it announces; without one it has no body.
  var isWhole: Bool { !head.isEmpty && body.count >= field("content-length").flatMap { Int($0) } ?? 0 }

  func field(_ name: String) -> String? {
    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
      .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
  }

  /// - Parameter value: `nil` takes the field away.
  mutating func set(_ name: String, to value: String?) {
    var lines = head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    lines.removeAll { $0.lowercased().hasPrefix(name.lowercased() + ":") }
    if let value { lines.append("\(name): \(value)") }
    head = lines.joined(separator: "\r\n") + "\r\n\r\n"
  }
}

private func withLoopbackAddress<Value>(port: UInt16, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  address.sin_port = port.bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }
}
