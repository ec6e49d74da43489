import Foundation
import Glibc
import Synchronization

/// A service elsewhere, for sessions at a terminal: it answers what `service.json` says, on 127.0.0.1.
///
/// `answers` are bodies by request (`GET /backends`); whoever logs in may. A request under `held` gets its answer when
/// the session types `<ANSWER>`, for what has to end at a certain moment.
final class StandInService: Sendable {
  let port: UInt16
  private let listener: Int32
  private let answers: [String: Data]
  private let held: Set<String>
  private let released = Mutex(false)

  init(_ json: Data) throws {
    guard let file = try JSONSerialization.jsonObject(with: json) as? [String: Any],
      let answers = file["answers"] as? [String: Any]
    else { throw TerminalFailure(description: "service.json has no answers") }
    self.answers = try answers.mapValues { try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed) }
      .merging(["POST /auth": Data(#"{"mist_api_token":"t","token":"t"}"#.utf8)]) { own, _ in own }
    held = Set(file["held"] as? [String] ?? [])
    (listener, port) = try Self.listen()
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Thread.detachNewThread { [self] in serve(connection) }
      }
    }
  }

  func release() { released.withLock { $0 = true } }

  func stop() {
    release()
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    guard isListening else { throw TerminalFailure(description: "no port for the stand-in service") }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// Answers the requests of one connection until it is closed.
  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var received = Data()
    let blankLine = Data("\r\n\r\n".utf8)
    while true {
      guard let end = received.range(of: blankLine) else {
        guard receive(into: &received, from: connection) else { return }
        continue
      }
      let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
      let length =
        head.lazy.filter { $0.lowercased().hasPrefix("content-length:") }
        .compactMap { Int($0.dropFirst("content-length:".count).drop(while: { $0 == " " })) }.first ?? 0
      while received.distance(from: end.upperBound, to: received.endIndex) < length {
        guard receive(into: &received, from: connection) else { return }
      }
      received = Data(received[end.upperBound...].dropFirst(length))
      let words = (head.first ?? "").split(separator: " ")
      guard words.count > 1, let path = words[1].split(separator: "?").first else { return }
      answer("\(words[0]) \(path)", on: connection)
    }
  }

  private func receive(into data: inout Data, from connection: Int32) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(connection, &bytes, bytes.count)
    if count > 0 { data.append(contentsOf: bytes[..<count]) }
    return count > 0
  }

  private func answer(_ request: String, on connection: Int32) {
    while held.contains(request), !released.withLock({ $0 }) { usleep(1000) }
    let body = answers[request] ?? Data("Not found".utf8)
    let status = answers[request] == nil ? "404 Not Found" : "200 OK"
    let head = "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
    let bytes = Array(head.utf8) + body
    _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
}
