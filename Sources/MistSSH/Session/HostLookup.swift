import Glibc
import MistModel
import Synchronization

/// From a host's name to its addresses. Numbers need no resolver; names are asked for under a deadline.
enum HostLookup {
  /// A `sockaddr` of any family, as bytes.
  struct Address {
    var family: Int32
    var bytes: [UInt8]
  }

  static func addresses(
    of host: String, port: Int, until deadline: ContinuousClock.Instant, _ attention: Attention
  ) throws -> [Address] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    if getaddrinfo(host, String(port), &hints, &found) == 0 {
      defer { freeaddrinfo(found) }
      return list(found)
    }
    return try ask(host, port: port, until: deadline, attention)
  }

  private static func list(_ first: UnsafeMutablePointer<addrinfo>?) -> [Address] {
    var addresses: [Address] = []
    var next = first
    while let entry = next?.pointee {
      if let address = entry.ai_addr {
        let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
        addresses.append(Address(family: entry.ai_family, bytes: Array(bytes)))
      }
      next = entry.ai_next
    }
    return addresses
  }

  /// A resolver cannot be told to stop. So a thread of its own asks, and is left to itself when we cannot wait longer.
  private static func ask(
    _ host: String, port: Int, until deadline: ContinuousClock.Instant, _ attention: Attention
  ) throws -> [Address] {
    let place = SSHAddress(host: host, port: port).description
    guard let question = Question(host: host, port: port), question.start() else { throw Halt.noThread }
    while true {
      switch question.answer {
      case .found(let addresses): return addresses
      case .failed(let why):
        throw Trouble(code: .unreachable, phase: .reach, place: place, what: why, hint: "check the host name")
      case nil: break
      }
      try attention.wait(for: question.answered.listener, POLLIN, until: deadline)
    }
  }

  private enum Answer {
    case found([Address])
    case failed(String)
  }

  private final class Question: Sendable {
    let answered: Bell
    private let host: String
    private let port: Int
    private let result = Mutex<Answer?>(nil)

    init?(host: String, port: Int) {
      guard let bell = Bell() else { return nil }
      answered = bell
      self.host = host
      self.port = port
    }

    var answer: Answer? { result.withLock { $0 } }

    func start() -> Bool {
      startThread(stackKilobytes: 512) { [self] in
        let answer = lookUp()
        result.withLock { $0 = answer }
        answered.ring()
      }
    }

    private func lookUp() -> Answer {
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG
      var found: UnsafeMutablePointer<addrinfo>?
      let failure = getaddrinfo(host, String(port), &hints, &found)
      guard failure == 0 else { return .failed(String(cString: gai_strerror(failure)).lowercased()) }
      defer { freeaddrinfo(found) }
      return .found(list(found))
    }
  }
}
