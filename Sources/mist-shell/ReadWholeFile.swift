import Foundation
import MistModel

/// All bytes of a file, a FIFO or a device. Ctrl-C ends the waiting for a slow one, and so does cancelling the task.
///
/// - Parameter limit: more bytes than this are an error.
func readWholeFile(_ path: String, limit: Int) throws -> [UInt8] {
  // Without O_NONBLOCK the opening of a FIFO alone waits for a writer, and nothing ends that.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
  guard descriptor >= 0 else { throw MistError(.storage, "\(path) cannot be read: \(systemError(errno))") }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw MistError(.storage, "\(path) cannot be read: \(systemError(errno))")
  }
  let bytes: [UInt8]
  switch status.st_mode & S_IFMT {
  case S_IFDIR: throw MistError(.storage, "\(path) cannot be read: it is a folder")
  case S_IFREG: bytes = try readAll(descriptor, called: path, limit: limit + 1)
  case S_IFIFO:
    bytes = try readSlowly(descriptor, called: path, limit: limit + 1, mayLackWriter: !isPipeWithoutName(descriptor))
  default: bytes = try readSlowly(descriptor, called: path, limit: limit + 1, mayLackWriter: false)
  }
  guard bytes.count <= limit else { throw MistError(.invalid, "\(path) is larger than \(limit >> 20) MiB") }
  return bytes
}

/// `<(…)`: such a pipe gets no second writer, so that an empty one without a writer has ended.
private func isPipeWithoutName(_ descriptor: Int32) -> Bool {
  var name = [CChar](repeating: 0, count: 8)
  let count = readlink("/proc/self/fd/\(descriptor)", &name, name.count)
  return count >= 5 && strncmp(name, "pipe:", 5) == 0
}

/// - Parameter mayLackWriter: nothing to read means that nobody has opened the other end yet, until somebody has.
private func readSlowly(
  _ descriptor: Int32, called name: String, limit: Int, mayLackWriter: Bool
) throws -> [UInt8] {
  TerminalInput.shared.forgetRings()
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  var hadWriter = !mayLackWriter
  while bytes.count <= limit {
    let count = read(descriptor, &piece, piece.count)
    if count > 0 {
      bytes += piece[..<count]
      hadWriter = true
      // One that never ends (/dev/zero) lets nobody wait.
      try Task.checkCancellation()
      continue
    }
    if count == 0, hadWriter { break }
    guard count == 0 || errno == EAGAIN || errno == EINTR else {
      throw MistError(.storage, "\(name) cannot be read: \(systemError(errno))")
    }
    // Linux reports a hang-up only of a writer that was there, so that this waits for the first one.
    if try wait(for: descriptor, called: name) { hadWriter = true }
  }
  return bytes
}

/// Waits a while for something to read.
///
/// - Returns: whether there is something: bytes, or the end.
private func wait(for descriptor: Int32, called name: String) throws -> Bool {
  var watched = [
    pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    pollfd(fd: TerminalInput.shared.rings, events: Int16(POLLIN), revents: 0),
  ]
  // Work that goes on behind the prompt is cancelled without a ring: it looks by itself now and then.
  let count = poll(&watched, 2, 200)
  // The ring stays for others that wait, and the next one to wait forgets it.
  if count > 0 && watched[1].revents != 0 || Task.isCancelled {
    throw MistError(.interrupted, "reading \(name) was interrupted")
  }
  return count > 0 && watched[0].revents != 0
}
