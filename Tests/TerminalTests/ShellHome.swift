import Foundation
import Testing

/// A person with a home folder and a store of their own, for one test.
final class ShellHome {
  let path: String

  init() throws {
    var name = Array("/tmp/mist-terminal-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw TerminalFailure(description: "no folder") }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Another user has to come to files in it: the login of a machine, or nobody.
    chmod(path, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The program lies beside the tests; `MIST_SHELL` names another build of it.
  static var program: String {
    if let path = getenv("MIST_SHELL") { return String(cString: path) }
    let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return ((tests ?? "") as NSString).deletingLastPathComponent + "/mist-shell"
  }

  static func hasProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

  var state: String { path + "/state" }

  var options: [String] { ["--state", state, "--config", "/dev/null"] }

  func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["HOME": path].merging(more) { $1 }
  }

  /// The shell at a terminal of its own.
  func open(
    _ words: [String] = [], environment: [String: String] = [:], rows: Int = 24, columns: Int = 80
  ) throws -> TerminalSession {
    try TerminalSession(
      options + words, program: Self.program, environment: self.environment(environment), rows: rows, columns: columns)
  }

  /// The shell as the client of a service elsewhere; its own files are in the home folder then.
  func open(client service: StubService, environment: [String: String] = [:]) throws -> TerminalSession {
    try TerminalSession(
      service.options(in: self), program: Self.program, environment: self.environment(environment))
  }

  /// A line of the system's shell at a terminal; `$MIST` there begins this person's mist-shell.
  func open(script: String, environment: [String: String] = [:]) throws -> TerminalSession {
    let command = ([Self.program] + options).joined(separator: " ")
    return try TerminalSession(
      ["-c", script], program: "/bin/sh", environment: self.environment(environment.merging(["MIST": command]) { $1 }))
  }

  /// Runs lines without a terminal, to prepare a store or to look into it.
  @discardableResult
  func run(_ lines: String...) throws -> String {
    let words = ["HOME=\(path)", Self.program] + options + lines.flatMap { ["-c", $0] }
    let command = words.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }.joined(separator: " ")
    let output = path + "/output"
    let status = try TerminalTests.run(script: "exec /usr/bin/env \(command) >'\(output)' 2>&1 </dev/null")
    let text = try String(contentsOfFile: output, encoding: .utf8)
    guard status == 0 else { throw TerminalFailure(description: "\(lines): \(text)") }
    return text
  }

  // MARK: Files

  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The lines of the history's file, the newest last.
  var history: [String] {
    guard let text = try? String(contentsOfFile: state + "/shell/history-1", encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return fields.count == 7 ? String(fields[5]) : nil
    }
  }

  /// Waits until the newest line of the history is what it should be: it is written while the next prompt comes.
  func waitForHistory(sourceLocation: SourceLocation = #_sourceLocation, _ isSo: (String) -> Bool) {
    for _ in 0..<400 {
      if history.last.map(isSo) ?? false { return }
      usleep(50_000)
    }
    Issue.record("the history's last line is \(history.last ?? "none")", sourceLocation: sourceLocation)
  }

  /// The files below the home folder that hold a text.
  func files(with text: String) -> [String] {
    let files = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return files.filter { name in
      guard let data = FileManager.default.contents(atPath: path + "/" + name) else { return false }
      return data.range(of: Data(text.utf8)) != nil
    }
  }
}

/// Runs a line of the system's shell and gives back how it ended, 0 for well.
func run(script: String) throws -> Int32 {
  var process = pid_t()
  let texts: [String] = ["/bin/sh", "-c", script]
  var words = texts.map { strdup($0) } + [nil]
  defer { words.forEach { free($0) } }
  guard posix_spawn(&process, "/bin/sh", nil, nil, &words, environ) == 0 else {
    throw TerminalFailure(description: "no /bin/sh")
  }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  return status
}

extension TerminalSession {
  /// Waits for a prompt with these marks. The terminal writes `^C` where the cursor is, which may be right before it: that
  /// it begins a row is a rule of its own.
  func prompt(_ marks: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let line = marks.isEmpty ? "mist>" : "mist \(marks)>"
    try wait("prompt \(line)", sourceLocation: sourceLocation) {
      $0.cursorRow == line || $0.cursorRow.hasSuffix("^C" + line)
    }
  }

  /// Types a line and waits until it was answered: a prompt stands below it, or above the answer.
  func run(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let before = prompts
    try type(line + Key.enter)
    try wait("a prompt after \(line.debugDescription)", sourceLocation: sourceLocation) { _ in
      prompts > before && isAtPrompt
    }
  }

  /// How many prompts were seen.
  private var prompts: Int { (screen.past + screen.lines).count { $0.hasPrefix("mist") || $0.hasPrefix("^Cmist") } }

  private var isAtPrompt: Bool { screen.cursorRow.contains("mist") && screen.cursorRow.hasSuffix(">") }

  /// Waits until the typed text ends so; what comes behind the cursor may be a hint.
  func wait(typed text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait("typed \(text.debugDescription)", sourceLocation: sourceLocation) { screen in
      let line = String(screen.cursorRow.prefix(screen.cursor.column))
      return line.contains("mist") && (line + " ").trimmingBlanks.hasSuffix("> " + text)
    }
  }

  /// Types a line that takes long, and waits until its progress is told.
  func start(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try type(line + Key.enter)
    try wait("progress of \(line.debugDescription)", sourceLocation: sourceLocation) {
      $0.lines.contains { $0.first.map("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏".contains) ?? false }
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String { String(reversed().drop { $0 == " " }.reversed()) }
}
