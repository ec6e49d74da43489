import Dispatch
import Glibc
import MistModel

/// Whether something accepts TCP connections at an address.
enum TCPReach {
  private static let queue = DispatchQueue(label: "tcp-reach", attributes: .concurrent)

  /// Looks the name up and connects, on a thread of its own.
  static func answers(host: String, port: Int, within limit: Duration) async -> Bool {
    await withCheckedContinuation { continuation in
      queue.async {
        continuation.resume(returning: connects(host: host, port: port, within: limit))
      }
    }
  }

  private static func connects(host: String, port: Int, within limit: Duration) -> Bool {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &found) == 0 else { return false }
    defer { freeaddrinfo(found) }
    let deadline = ContinuousClock.now + limit
    var next = found
    while let address = next {
      if connects(to: address.pointee, until: deadline) { return true }
      next = address.pointee.ai_next
    }
    return false
  }

  private static func connects(to address: addrinfo, until deadline: ContinuousClock.Instant) -> Bool {
    let descriptor = socket(
      address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
      address.ai_protocol)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return true }
    guard errno == EINPROGRESS else { return false }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    let left = ContinuousClock.now.duration(to: deadline).components
    let milliseconds = max(0, left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000)
    guard poll(&waiting, 1, Int32(milliseconds)) == 1 else { return false }
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
    return failure == 0
  }
}
