import Foundation
import MistCommands
import MistModel
import Synchronization

extension World {
  /// The system's clock, terminal, environment and files.
  static func real() -> World {
    let environment = ProcessInfo.processInfo.environment
    return World(
      now: { Date().timeIntervalSince1970 },
      environment: environment,
      homeFolder: environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path,
      inputIsTerminal: isatty(STDIN_FILENO) == 1,
      outputIsTerminal: isatty(STDOUT_FILENO) == 1,
      terminalWidth: terminalWidth,
      write: { channel, bytes in writeAll(bytes, to: channel == .output ? STDOUT_FILENO : STDERR_FILENO) },
      ask: { question in
        writeAll(Array(question.utf8), to: STDERR_FILENO)
        return readLine(strippingNewline: true)
      },
      askSecret: askSecret,
      readFile: readFile,
      openSSH: InteractiveSSH.open)
  }
}

private func terminalWidth() -> Int {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}

/// A reader that went away (`| head`) ends the program quietly by SIGPIPE, as it does every other tool.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written > 0 else {
      if errno == EINTR { continue }
      return
    }
    rest = rest.dropFirst(written)
  }
}

private func askSecret(_ question: String) -> String? {
  writeAll(Array(question.utf8), to: STDERR_FILENO)
  var before = termios()
  guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
  var silent = before
  silent.c_lflag &= ~tcflag_t(ECHO)
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
  defer {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    writeAll([UInt8(ascii: "\n")], to: STDERR_FILENO)
  }
  return readLine(strippingNewline: true)
}

/// The largest file a command may read: keys, certificates and scripts are far smaller.
private let largestFile = 64 << 20

private func readFile(_ path: String) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw MistError(.storage, "\(path) cannot be read: \(String(cString: strerror(errno)).lowercased())")
  }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &piece, piece.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw MistError(.storage, "\(path) cannot be read: \(String(cString: strerror(errno)).lowercased())")
    }
    guard count > 0 else { return bytes }
    bytes += piece[..<count]
    guard bytes.count <= largestFile else {
      throw MistError(.invalid, "\(path) is larger than \(largestFile >> 20) MiB")
    }
  }
}
