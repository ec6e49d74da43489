import Foundation
import Synchronization

/// Stands on 127.0.0.1 between a driver and its peer, passes on what is asked, and answers in the peer's place where a
/// test says so. It writes down every request, so that a test sees what was sent twice.
final class FaultProxy: Sendable {
  enum Peer: Sendable {
    case port(UInt16)
    case socket(path: String)
  }

  struct Request: Sendable {
    var method: String
    /// The path with its query, as sent.
    var target: String
    var head: String
    var body: String
    /// The peer got it.
    var isPassedOn = false
  }

  enum Fault: Sendable {
    /// An answer of our own; the peer hears nothing of the request.
    case status(Int, body: String = "", type: String = "application/json", headers: [String] = [])
    /// The peer does it; of its answer only the first half arrives.
    case truncated
    /// The peer does it; the connection ends before its answer.
    case lostAnswer
    /// The connection ends; the peer hears nothing of the request.
    case hangUp
    /// No answer, until the proxy stops.
    case hang
    /// The peer's first answer, for every request.
    case samePage
  }

  private struct Rule: Sendable {
    var fault: Fault
    var timesLeft: Int
    var isMeant: @Sendable (Request) -> Bool
    var keptAnswer: [UInt8]?
  }

  private struct State {
    var requests: [Request] = []
    var rules: [Rule] = []
    var held: [Connection] = []
  }

  private let listener: LoopbackListener
  private let peer: Peer
  private let replacing: [String: String]
  private let state = Mutex(State())

  var port: UInt16 { listener.port }
  var url: String { listener.url }
  var requests: [Request] { state.withLock { $0.requests } }

  /// - Parameter replacing: texts in the bodies of the peer's answers, such as its own address, and what a driver reads
  ///   there instead.
  /// - Parameter address: the peer's own, in whose place a driver reads that of the proxy.
  init(to peer: Peer, replacing: [String: String] = [:], insteadOf address: String? = nil) throws {
    self.peer = peer
    let listener = try LoopbackListener()
    self.listener = listener
    self.replacing = address.map { replacing.merging([$0: listener.url]) { $1 } } ?? replacing
    Thread.detachNewThread { [self] in
      while let connection = listener.accept() {
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  /// From now on, requests that are meant fare like this. Of several faults for one request the last one counts.
  func inject(_ fault: Fault, times: Int = .max, where isMeant: @escaping @Sendable (Request) -> Bool = { _ in true }) {
    state.withLock { $0.rules.insert(Rule(fault: fault, timesLeft: times, isMeant: isMeant), at: 0) }
  }

  /// No more faults, and no request written down.
  func reset() {
    let held = state.withLock { state in
      defer { state = State() }
      return state.held
    }
    for connection in held { connection.close() }
  }

  func count(where isMeant: (Request) -> Bool) -> Int { requests.filter(isMeant).count }

  func stop() {
    listener.stop()
    reset()
  }

  // MARK: - One connection, one request

  private func serve(_ connection: Connection) {
    let message = connection.readMessage()
    guard !message.head.isEmpty else { return connection.close() }
    let words = message.head.prefix { $0 != "\r\n" }.split(separator: " ").map(String.init)
    var request = Request(
      method: words.first ?? "", target: words.count > 1 ? words[1] : "", head: message.head,
      body: String(decoding: message.body, as: UTF8.self))
    let (rule, fault) = takeRule(for: request)
    switch fault {
    case nil, .truncated, .lostAnswer, .samePage: request.isPassedOn = true
    case .status, .hangUp, .hang: break
    }
    state.withLock { $0.requests.append(request) }
    switch fault {
    case nil: relay(message, to: connection)
    case .status(let status, let body, let type, let headers):
      let head =
        ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)", "Connection: close"]
        + headers
      connection.write(Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
      connection.close()
    case .truncated:
      let answer = wholeAnswer(to: message)
      let cut = HTTPMessage(answer)
      connection.write(Array(cut.head.utf8) + cut.body.prefix(cut.body.count / 2))
      connection.close()
    case .lostAnswer:
      _ = wholeAnswer(to: message)
      connection.close()
    case .hangUp: connection.close()
    case .hang: state.withLock { $0.held.append(connection) }
    case .samePage:
      connection.write(keptAnswer(of: rule, to: message))
      connection.close()
    }
  }

  private func takeRule(for request: Request) -> (index: Int, Fault?) {
    state.withLock { state in
      guard let index = state.rules.firstIndex(where: { $0.timesLeft > 0 && $0.isMeant(request) }) else {
        return (-1, nil)
      }
      state.rules[index].timesLeft -= 1
      return (index, state.rules[index].fault)
    }
  }

  private func keptAnswer(of rule: Int, to message: HTTPMessage) -> [UInt8] {
    if let kept = state.withLock({ $0.rules[rule].keptAnswer }) { return kept }
    let answer = wholeAnswer(to: message)
    state.withLock { $0.rules[rule].keptAnswer = answer }
    return answer
  }

  // MARK: - The peer

  private func ask(_ message: HTTPMessage) -> Connection? {
    let connection =
      switch peer {
      case .port(let port): Connection.open(port: port)
      case .socket(let path): Connection.open(path: path)
      }
    var message = message
    if message.field("upgrade") == nil { message.set("Connection", to: "close") }
    connection?.write(message.bytes)
    return connection
  }

  /// Piece by piece, as it comes: an answer may last as long as the work it tells of.
  private func relay(_ message: HTTPMessage, to connection: Connection) {
    guard replacing.isEmpty else {
      connection.write(wholeAnswer(to: message))
      return connection.close()
    }
    guard let asked = ask(message) else { return connection.close() }
    var answer = HTTPMessage([])
    while answer.head.isEmpty, let piece = asked.read() { answer = HTTPMessage(answer.body + piece) }
    let isUpgrade = answer.head.hasPrefix("HTTP/1.1 101")
    if !isUpgrade { answer.set("Connection", to: "close") }
    connection.write(answer.bytes)
    if isUpgrade {
      Thread.detachNewThread {
        while let piece = connection.read(), asked.write(piece) {}
        shutdown(asked.socket, Int32(SHUT_WR))
      }
    }
    while let piece = asked.read(), connection.write(piece) {}
    asked.close()
    connection.close()
  }

  private func wholeAnswer(to message: HTTPMessage) -> [UInt8] {
    guard let asked = ask(message) else { return [] }
    var answer = HTTPMessage(asked.readToEnd())
    asked.close()
    if answer.field("transfer-encoding")?.lowercased() == "chunked" {
      answer.set("Transfer-Encoding", to: nil)
      answer.body = joined(chunks: answer.body)
    }
    if !replacing.isEmpty {
      var text = String(decoding: answer.body, as: UTF8.self)
      for (old, new) in replacing { text = text.replacing(old, with: new) }
      answer.body = Array(text.utf8)
    }
    let hasNoBody = answer.body.isEmpty && answer.field("content-length") == nil
    answer.set("Content-Length", to: hasNoBody ? nil : String(answer.body.count))
    answer.set("Connection", to: "close")
    return answer.bytes
  }

  private func joined(chunks bytes: [UInt8]) -> [UInt8] {
    var (rest, body) = (bytes[...], [UInt8]())
    while let end = rest.firstRange(of: Array("\r\n".utf8)),
      let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
    {
      body += rest[end.upperBound...].prefix(size)
      rest = rest.dropFirst(end.upperBound - rest.startIndex + size + 2)
    }
    return body
  }
}
