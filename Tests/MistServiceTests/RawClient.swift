import Dispatch
import Glibc
import Synchronization

/// A client that sends exactly the bytes it is told to.
final class RawClient: Sendable {
  struct Failure: Error {
    var step: String
  }

  private let descriptor: Int32
  private static let threads = DispatchQueue(label: "raw-clients", attributes: .concurrent)

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(step: "connect") }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit {
    close(descriptor)
  }

  func send(_ text: String) async throws {
    try await onThread {
      let bytes = Array(text.utf8)
      guard Glibc.send(self.descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        throw Failure(step: "send")
      }
    }
  }

  /// All that comes until the other side closes.
  func everything() async throws -> String {
    try await onThread {
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = recv(self.descriptor, &piece, piece.count, 0)
        guard count >= 0 || errno == ECONNRESET else { throw Failure(step: "receive") }
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += piece.prefix(count)
      }
    }
  }

  /// Sends a request that ends the connection, and gives the answer.
  static func ask(port: Int, _ request: String, headers: [String] = [], body: String? = nil) async throws -> String {
    let client = try RawClient(port: port)
    var lines = [request + " HTTP/1.1", "Host: 127.0.0.1", "Connection: close"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    try await client.send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    return try await client.everything()
  }

  /// The same, taken apart.
  static func answer(port: Int, _ request: String, headers: [String] = [], body: String? = nil) async throws
    -> (status: Int, body: String)
  {
    let text = try await ask(port: port, request, headers: headers, body: body)
    let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
    guard words.count > 1, let status = Int(words[1]), let end = text.firstRange(of: "\r\n\r\n") else {
      throw Failure(step: "read '\(text.prefix(60))'")
    }
    return (status, String(text[end.upperBound...]))
  }

  private func onThread<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Self.threads.async { continuation.resume(with: Result(catching: work)) }
    }
  }
}

/// Keeps a value alive between tasks.
final class Mutexed<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) {
    self.value = Mutex(value)
  }

  func set(_ new: Value) {
    value.withLock { $0 = new }
  }
}
