import Foundation

/// The terminal while a program has it.
struct LentTerminal: Sendable {
  private let owner: pid_t
  private let modes: termios
  private let size: winsize

  /// `nil` where the terminal must stay as it is: nobody types here, another program has it, or one that we share a
  /// pipe with (`mist-shell -c … | less`) may need its keys.
  init?() {
    let owner = getpgrp()
    var modes = termios()
    guard isatty(STDOUT_FILENO) == 1, tcgetpgrp(STDIN_FILENO) == owner, tcgetattr(STDIN_FILENO, &modes) == 0 else {
      return nil
    }
    self.owner = owner
    self.modes = modes
    size = Self.currentSize()
  }

  /// Whether this process has a terminal at all, on whatever descriptor.
  static var isAnywhere: Bool {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    close(terminal)
    return true
  }

  /// Gives it to a program's group again, unless it is with someone else than us.
  func lend(to group: pid_t) -> Bool {
    let holder = tcgetpgrp(STDIN_FILENO)
    return holder == group || (holder == owner && tcsetpgrp(STDIN_FILENO, group) == 0)
  }

  /// The terminal is the shell's again, and as it was. To be called with SIGTTOU blocked.
  func takeBack() {
    // The leader of the session is the shell that we were started from: that one does not take it by accident.
    let holder = tcgetpgrp(STDIN_FILENO)
    guard holder == owner || holder != getsid(0) else { return }
    guard holder == owner || tcsetpgrp(STDIN_FILENO, owner) == 0 else { return }
    // Some programs die without tidying up, and none runs to set up the terminal for the shell. Not later than now:
    // waiting for what is not drawn yet could take for ever (Ctrl-S).
    var modes = modes
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
    // Only the group in the foreground is told of a new size.
    let now = Self.currentSize()
    if now.ws_row != size.ws_row || now.ws_col != size.ws_col { kill(getpid(), SIGWINCH) }
  }

  private static func currentSize() -> winsize {
    var size = winsize()
    _ = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size)
    return size
  }
}

enum ProcessGroup {
  /// Whether anyone of the group still runs. The kernel alone does not say: it counts those that ended and that nobody
  /// asked about yet, which in a container may be for ever.
  static func lives(_ group: pid_t) -> Bool {
    guard kill(-group, 0) == 0 || errno != ESRCH else { return false }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.contains { name in
      guard name.first?.isNumber == true, let bytes = FileManager.default.contents(atPath: "/proc/\(name)/stat") else {
        return false
      }
      // `12 (the name (any)) S parent group …`
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.lastIndex(of: ")") else { return false }
      let fields = text[text.index(after: end)...].split(separator: " ", maxSplits: 3)
      return fields.count > 3 && fields[2] == "\(group)" && fields[0] != "Z" && fields[0] != "X"
    }
  }
}
