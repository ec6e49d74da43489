import Glibc
import MistModel

/// A TCP connection made under a deadline, before libssh takes it over.
///
/// libssh's own way tries only one address of a name and does not say plainly why it failed.
enum SocketConnect {
  /// Returns a connected, non-blocking socket. Throws `Trouble` or `Halt`.
  static func connect(
    host: String, port: Int, until deadline: ContinuousClock.Instant, keepAlive: Duration, _ attention: Attention
  ) throws -> Int32 {
    let place = SSHAddress(host: host, port: port).description
    guard (1...65535).contains(port) else {
      throw Trouble(code: .invalid, phase: .reach, place: place, what: "a port is 1 to 65535")
    }
    let addresses = try HostLookup.addresses(of: host, port: port, until: deadline, attention)
    var failure = EHOSTUNREACH
    for (index, address) in addresses.enumerated() {
      // Each address gets a fair share of the time that is left.
      let left = ContinuousClock.now.duration(to: deadline)
      let share = ContinuousClock.now.advanced(by: left / (addresses.count - index))
      do {
        switch try attempt(address, until: share, attention) {
        case .connected(let descriptor):
          tune(descriptor, keepAlive: keepAlive)
          return descriptor
        case .failed(let error):
          failure = error
        }
      } catch Halt.expired where index < addresses.count - 1 {
        continue
      }
    }
    throw Trouble(
      code: failure == ETIMEDOUT ? .timedOut : .unreachable, phase: .reach, place: place, what: words(for: failure),
      hint: failure == ECONNREFUSED ? "check the port, and that sshd runs there" : nil)
  }

  private enum Outcome {
    case connected(Int32)
    case failed(Int32)
  }

  private static func attempt(
    _ address: HostLookup.Address, until deadline: ContinuousClock.Instant, _ attention: Attention
  ) throws -> Outcome {
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { return .failed(errno) }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    let result = address.bytes.withUnsafeBytes { bytes in
      Glibc.connect(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t(bytes.count))
    }
    if result != 0 {
      guard errno == EINPROGRESS else { return .failed(errno) }
      var answer = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      while poll(&answer, 1, 0) == 0 {
        try attention.wait(for: descriptor, POLLOUT, until: deadline)
      }
      var error: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
      guard error == 0 else { return .failed(error) }
    }
    isKept = true
    return .connected(descriptor)
  }

  /// Small packets go out at once; a machine that vanished is noticed two keep-alives later.
  private static func tune(_ descriptor: Int32, keepAlive: Duration) {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var unanswered = UInt32(max(10_000, (keepAlive * 2).pollMilliseconds))
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &unanswered, socklen_t(MemoryLayout<UInt32>.size))
  }

  static func words(for error: Int32) -> String {
    String(cString: strerror(error)).lowercased()
  }
}
