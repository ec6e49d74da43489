import Foundation
import MistModel
import Synchronization

/// The terminal of this process as that of a shell on a machine: keys go there as they are, Ctrl-C too.
enum RawTerminal {
  /// Returns when the shell there has ended, with the terminal as it was before. Throws `MistError(.usage)` where there is
  /// none to lend.
  static func lend(_ terminal: MachineTerminal) async throws {
    var before = termios()
    guard isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) == getpgrp(), tcgetattr(STDIN_FILENO, &before) == 0 else {
      throw MistError(.usage, "the terminal is not with this shell", hint: "bring it to the foreground")
    }
    let keys = try TerminalKeys()
    var raw = before
    cfmakeraw(&raw)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    let result: Result<Void, any Error>
    do {
      result = .success(try await pass(keys, to: terminal))
    } catch {
      result = .failure(error)
    }
    // Before anything else is read here: no key is to be taken from the prompt.
    await keys.stop()
    // Not later than now: waiting for what is not drawn yet could take for ever.
    tcsetattr(STDIN_FILENO, TCSANOW, &before)
    try result.get()
  }

  private static func pass(_ keys: TerminalKeys, to terminal: MachineTerminal) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        while let bytes = try await terminal.next() { try show(bytes) }
      }
      group.addTask {
        for await event in keys.events {
          switch event {
          case .typed(let bytes): try await terminal.type(bytes)
          case .resized: try await terminal.resize(sizeOfKeyboard())
          }
        }
        throw isClosed
      }
      try await group.next()
    }
  }

  private static let isClosed = MistError(.interrupted, "the terminal was closed")

  /// That nobody sees it any more is no reason to end the program here: the shell on the machine has to be ended, too.
  private static func show(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw isClosed
      }
    }
  }

  private static func sizeOfKeyboard() -> MachineTerminal.Size {
    var size = winsize()
    guard ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return .init(rows: 24, columns: 80)
    }
    return MachineTerminal.Size(rows: Int(size.ws_row), columns: Int(size.ws_col))
  }
}

/// What happens at the terminal, read on a thread of its own until it is stopped.
private final class TerminalKeys: Sendable {
  enum Event: Sendable {
    case typed([UInt8])
    case resized
  }

  let events: AsyncStream<Event>
  private let sending: AsyncStream<Event>.Continuation
  private let ended: AsyncStream<Void>
  /// Wakes the thread: something is to be looked at.
  private let bell: (reading: Int32, writing: Int32)
  private let signals: LentSignals
  private let isStopping = Atomic(false)

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw MistError(.failed, "the system gives no pipe: \(systemError(errno))") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    bell = (ends[0], ends[1])
    (events, sending) = AsyncStream.makeStream()
    let ending: AsyncStream<Void>.Continuation
    (ended, ending) = AsyncStream.makeStream()
    signals = LentSignals(waking: bell.writing)
    Thread.detachNewThread { [self] in
      read()
      sending.finish()
      ending.finish()
    }
  }

  /// Afterwards nothing is read any more, and the signals are the shell's again.
  func stop() async {
    isStopping.store(true, ordering: .releasing)
    var ring: UInt8 = 1
    _ = write(bell.writing, &ring, 1)
    // In a task of its own: who was cancelled waits for the thread all the same.
    await Task { [ended] in for await _ in ended {} }.value
    signals.end()
    close(bell.reading)
    close(bell.writing)
  }

  private func read() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      var watched = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: bell.reading, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&watched, 2, -1) > 0 else { continue }
      if watched[1].revents != 0 {
        while Glibc.read(bell.reading, &bytes, bytes.count) > 0 {}
        guard !isStopping.load(ordering: .acquiring), !LentSignals.isToEnd else { return }
        sending.yield(.resized)
      }
      guard watched[0].revents != 0 else { continue }
      let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      sending.yield(.typed(Array(bytes[..<count])))
    }
  }
}
