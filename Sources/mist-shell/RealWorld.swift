import Foundation
import MistCommands
import MistModel
import MistOutput
import Synchronization

extension World {
  /// The system's clock, terminal, environment and files.
  static func real() -> World {
    let environment = ProcessInfo.processInfo.environment
    var world = World(
      now: { Date().timeIntervalSince1970 },
      environment: environment,
      homeFolder: environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path,
      inputIsTerminal: isatty(STDIN_FILENO) == 1,
      outputIsTerminal: isatty(STDOUT_FILENO) == 1,
      terminalWidth: { sizeOfTerminal().columns },
      write: { channel, bytes in writeAll(bytes, to: channel == .output ? STDOUT_FILENO : STDERR_FILENO) },
      ask: { question in
        // Ctrl-C from here on is about this question; one from before was for the work, which then asks no more.
        TerminalInput.shared.forgetRings()
        guard !Task.isCancelled else { return nil }
        writeAll(Array(question.utf8), to: STDERR_FILENO)
        return answer()
      },
      askSecret: askWithoutEcho,
      readFile: { try readWholeFile($0, limit: largestFile) },
      openSSH: InteractiveSSH.open)
    world.lendTerminal = RawTerminal.lend
    world.programName = calledName
    world.errorsAreTerminal = isatty(STDERR_FILENO) == 1
    world.terminalHeight = { sizeOfTerminal().rows }
    world.writeFile = RealFiles.write
    world.writePrivateFile = RealFiles.writePrivate
    world.checkWritable = RealFiles.checkWritable
    world.makeFolder = RealFiles.makeFolder
    world.namesInFolder = RealFiles.names
    world.runProgram = RealProgram.run
    world.sessionID = "\(getpid())-\(Int(Date().timeIntervalSince1970))"
    return world
  }
}

/// The last part of the path that the program was called by: a link may give it another name.
private let calledName: String = {
  let name = (CommandLine.arguments.first ?? "").split(separator: "/").last
  return name.map { escaped(String($0)) } ?? "mist-shell"
}()

private func sizeOfTerminal() -> (rows: Int, columns: Int) {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (24, 80) }
  return (size.ws_row > 0 ? Int(size.ws_row) : 24, Int(size.ws_col))
}

/// A reader that went away (`| head`) ends the program quietly, as it does every other tool; a full disk is said.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written > 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      giveUp(descriptor, because: errno)
      return
    }
  }
}

private func giveUp(_ descriptor: Int32, because reason: Int32) {
  // Errors that cannot be shown must not stop the work.
  guard descriptor == STDOUT_FILENO else { return }
  if reason != EPIPE {
    let text = "\(calledName): standard output cannot be written: \(systemError(reason))\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
  exit(reason == EPIPE ? 128 + SIGPIPE : 1)
}

private func askWithoutEcho(_ question: String) -> String? {
  var before = termios()
  guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
  TerminalInput.shared.forgetRings()
  guard !Task.isCancelled else { return nil }
  // Silent before the question is seen, and nothing is thrown away: who types at once must be neither seen nor lost.
  var silent = before
  silent.c_lflag &= ~tcflag_t(ECHO)
  tcsetattr(STDIN_FILENO, TCSANOW, &silent)
  writeAll(Array(question.utf8), to: STDERR_FILENO)
  defer {
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
    writeAll([UInt8(ascii: "\n")], to: STDERR_FILENO)
  }
  return answer()
}

private func answer() -> String? {
  if case .text(let text) = TerminalInput.shared.line() { text } else { nil }
}

/// The largest file a command may read: keys, certificates and scripts are far smaller.
private let largestFile = 64 << 20

/// All there is to read; stops once it is more than `limit` bytes.
func readAll(_ descriptor: Int32, called name: String, limit: Int) throws -> [UInt8] {
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= limit {
    let count = read(descriptor, &piece, piece.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw MistError(.storage, "\(name) cannot be read: \(systemError(errno))") }
    guard count > 0 else { break }
    bytes += piece[..<count]
  }
  return bytes
}

func systemError(_ number: Int32) -> String {
  String(cString: strerror(number)).lowercased()
}
