import CLibSSH
import Glibc

/// One logged-in connection of libssh.
///
/// `@unchecked Sendable`: libssh allows one thread at a time, and that is kept by taking the session out of the
/// `SessionPool` before it is touched; no two owners ever hold it.
final class Session: @unchecked Sendable {
  let handle: ssh_session
  /// The login it was made for, as errors name it.
  let place: String
  /// Drives whatever arrives, whichever channel it is for.
  private var events: ssh_event?
  /// When something was last sent or received.
  var lastUse = ContinuousClock.now
  /// When it was put to rest; keep-alives do not count.
  var restsSince = ContinuousClock.now

  /// Something in it was given up half-way; it must not be used again.
  var isSpent = false

  init(handle: ssh_session, place: String) {
    self.handle = handle
    self.place = place
  }

  deinit {
    if let events {
      ssh_event_remove_session(events, handle)
      ssh_event_free(events)
    }
    // Closes the socket without a word: the peer may be gone, and this may be any thread.
    ssh_free(handle)
  }

  /// Says good-bye in the protocol and closes the connection.
  func leave() {
    ssh_disconnect(handle)
  }

  var isBroken: Bool {
    ssh_is_connected(handle) == 0 || ssh_get_fd(handle) < 0
      || ssh_get_status(handle) & (SSH_CLOSED | SSH_CLOSED_ERROR) != 0
  }

  /// Reads what the peer sent while the session rested; returns whether it is still there.
  func isAliveAfterRest() -> Bool {
    var peer = pollfd(fd: ssh_get_fd(handle), events: Int16(POLLIN), revents: 0)
    while !isBroken, poll(&peer, 1, 0) > 0 {
      guard pump() else { return false }
    }
    return !isBroken
  }

  /// Handles what has arrived, without waiting. Returns whether the connection still stands.
  func pump() -> Bool {
    if events == nil {
      guard let event = ssh_event_new() else { return false }
      ssh_event_add_session(event, handle)
      events = event
    }
    return ssh_event_dopoll(events, 0) != SSH_ERROR && !isBroken
  }

  /// Whether bytes of ours are still in libssh, because the connection takes no more at the moment.
  private var hasUnsent: Bool { ssh_get_status(handle) & SSH_WRITE_PENDING != 0 }

  /// Whether libssh does not know that the connection would take more.
  var isWriteUncertain: Bool { ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0 }

  /// Sleeps until the peer sends or, when there is something to send, until that can be done.
  func wait(
    _ attention: Attention, until deadline: ContinuousClock.Instant?, toWrite: Bool = false,
    atMost: Duration = .seconds(1)
  ) throws {
    var interest = POLLIN
    if hasUnsent || (toWrite && isWriteUncertain) { interest |= POLLOUT }
    try attention.wait(for: ssh_get_fd(handle), Int32(interest), until: deadline, atMost: atMost)
  }

  /// Repeats a non-blocking call of libssh until it is done.
  func finish(
    _ attention: Attention, until deadline: ContinuousClock.Instant?, again: Int32 = SSH_AGAIN, _ call: () -> Int32
  ) throws -> Int32 {
    while true {
      let result = call()
      guard result == again else { return result }
      guard ssh_get_fd(handle) >= 0 else { return SSH_ERROR }
      try wait(attention, until: deadline)
    }
  }

  func sendKeepAlive() {
    ssh_send_ignore(handle, "")
    lastUse = .now
  }

  /// libssh's last words, in our style.
  var reason: String {
    reasonOfLibSSH(UnsafeMutableRawPointer(handle))
  }
}

func reasonOfLibSSH(_ handle: UnsafeMutableRawPointer) -> String {
  var text = String(cString: ssh_get_error(handle))
  for prefix in ["Socket error: ", "Received SSH_MSG_DISCONNECT: "] where text.hasPrefix(prefix) {
    text.removeFirst(prefix.count)
  }
  while text.last == "." || text.last == " " || text.last == "\n" { text.removeLast() }
  return text.isEmpty ? "no reason given" : text.prefix(1).lowercased() + text.dropFirst()
}
