import Glibc
import Testing

/// Keys as a terminal sends them.
enum Key {
  static let tab = "\t", shiftTab = "\u{1B}[Z", enter = "\r", escape = "\u{1B}", altEnter = "\u{1B}\r"
  static let up = "\u{1B}[A", down = "\u{1B}[B", right = "\u{1B}[C", left = "\u{1B}[D"
  static let home = "\u{1B}[H", end = "\u{1B}[F", delete = "\u{1B}[3~", backspace = "\u{7F}"

  static func control(_ letter: Character) -> String {
    String(Unicode.Scalar((letter.asciiValue ?? 0) & 0x1F))
  }

  static func paste(_ text: String) -> String { "\u{1B}[200~" + text + "\u{1B}[201~" }
}

struct TerminalFailure: Error, CustomStringConvertible {
  let description: String
}

/// A program at a terminal of its own.
final class TerminalSession {
  private(set) var screen: Screen
  private var master: Int32
  private let process: pid_t
  private var hasLeft = false
  /// The program has closed its terminal.
  private(set) var isOver = false
  /// How long anything may take, in seconds; generous, because machines are busy.
  private static let patience = 20

  init(
    _ arguments: [String] = [], program: String? = nil, environment: [String: String] = [:], rows: Int = 24,
    columns: Int = 80
  ) throws {
    setlocale(LC_CTYPE, "C.UTF-8")
    screen = Screen(rows: rows, columns: columns)
    var master: Int32 = -1, slave: Int32 = -1
    var name = [CChar](repeating: 0, count: 128)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, &name, nil, &size) == 0 else { throw TerminalFailure(description: "no terminal") }
    defer { close(slave) }
    for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    self.master = master
    let words = [program ?? Self.demo] + arguments
    var variables = [
      "TERM": "xterm", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    variables.merge(environment) { $1 }
    process = try Self.spawn(words, variables: variables, terminal: name)
  }

  deinit {
    if !hasLeft { kill(process, SIGKILL) }
    if master >= 0 { close(master) }
    if !hasLeft { waitpid(process, nil, 0) }
  }

  /// `EDITING_DEMO` names another build of it.
  static var demo: String { built("editing-demo", orNamedBy: "EDITING_DEMO") }

  /// A program that lies beside the tests, unless a variable of the environment names another build of it.
  static func built(_ name: String, orNamedBy variable: String) -> String {
    if let path = getenv(variable) { return String(cString: path) }
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    let tests = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
  }

  /// A session leader whose first terminal is this one, so that keys make signals.
  private static func spawn(_ words: [String], variables: [String: String], terminal: [CChar]) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID is a macro that Swift does not see; signals start as they are by default.
    posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var arguments = words.map { strdup($0) } + [nil]
    var environment = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var process = pid_t()
    let failure = posix_spawn(&process, words[0], &actions, &attributes, &arguments, &environment)
    guard failure == 0 else { throw TerminalFailure(description: "\(words[0]): \(String(cString: strerror(failure)))") }
    return process
  }

  // MARK: Typing

  /// Types, and reads meanwhile: a program that waits for its output to be read would never take the rest.
  func type(_ keys: String) throws { try type(Array(keys.utf8)) }

  func type(_ keys: [UInt8]) throws {
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    var rest = keys[...]
    let deadline = ContinuousClock.now + .seconds(3 * Self.patience)
    while !rest.isEmpty {
      guard ContinuousClock.now < deadline else { throw failure("it does not read") }
      var descriptors = [pollfd(fd: master, events: Int16(POLLIN | POLLOUT), revents: 0)]
      _ = poll(&descriptors, 1, 100)
      if descriptors[0].revents & Int16(POLLIN) != 0 { _ = readSome() }
      guard descriptors[0].revents & Int16(POLLOUT) != 0 else { continue }
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 4096)) }
      if count > 0 { rest = rest.dropFirst(count) }
    }
  }

  // MARK: Seeing

  /// Reads until the screen is as it should be.
  func wait(
    _ what: String, seconds: Int = patience, sourceLocation: SourceLocation = #_sourceLocation,
    until isThere: (Screen) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !isThere(screen) {
      guard ContinuousClock.now < deadline else {
        Issue.record("never came: \(what)\n\(picture)", sourceLocation: sourceLocation)
        throw failure("never came: \(what)")
      }
      var descriptors = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
      guard poll(&descriptors, 1, 100) > 0 else { continue }
      if !readSome(), !isThere(screen) {
        let status = try exitStatus()
        screen.resize(rows: 200, columns: 200, wrapsAnew: true)
        Issue.record(
          "the program left (\(status)) before: \(what)\n\(screen.text.suffix(8000))", sourceLocation: sourceLocation)
        throw failure("the program left before: \(what)")
      }
    }
  }

  /// Lets the program take what was typed: reads for a moment in which nothing particular has to come.
  func pause(milliseconds: Int32) {
    let end = ContinuousClock.now + .milliseconds(Int(milliseconds))
    while ContinuousClock.now < end {
      var descriptors = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
      if poll(&descriptors, 1, 10) > 0, !readSome() { return }
    }
  }

  /// Waits until a row reads so, blanks at its end aside.
  func wait(forRow row: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait("row \(row.debugDescription)", sourceLocation: sourceLocation) { ($0.past + $0.lines).contains(row) }
  }

  /// Waits until the row with the cursor reads so.
  func wait(forLine line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait("line \(line.debugDescription)", sourceLocation: sourceLocation) { $0.cursorRow == line }
  }

  func prompt(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(forLine: "mist>", sourceLocation: sourceLocation)
  }

  /// Types a line and waits for its answer.
  func answer(to line: String, is answer: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try type(line + Key.enter)
    try wait(forRow: answer, sourceLocation: sourceLocation)
  }

  private func readSome() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(master, &bytes, bytes.count)
    if count > 0 { screen.feed(bytes[..<count]) }
    let isThere = count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    if !isThere { isOver = true }
    return isThere
  }

  var picture: String {
    let rows = screen.lines.enumerated().map { "\($0 == screen.cursor.row ? ">" : " ")|\($1)" }
    return rows.joined(separator: "\n") + "\ncursor \(screen.cursor), \(screen.past.count) rows above"
  }

  private func failure(_ text: String) -> TerminalFailure { TerminalFailure(description: text + "\n" + picture) }

  // MARK: The terminal itself

  func resize(rows: Int, columns: Int, wrapsAnew: Bool = false) {
    screen.resize(rows: rows, columns: columns, wrapsAnew: wrapsAnew)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Closes the terminal and gives the status the program leaves with.
  func hangUp() throws -> Int32 {
    close(master)
    master = -1
    return try exitStatus()
  }

  func exitStatus() throws -> Int32 {
    var status: Int32 = 0
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while waitpid(process, &status, WNOHANG) == 0 {
      guard ContinuousClock.now < deadline else { throw failure("it does not leave") }
      usleep(1000)
    }
    hasLeft = true
    return status
  }
}
